/**
 * What lies in a data folder besides events. Loads neither the hub nor SQLite, so that a command starts at once.
 * @module
 */
export { type AboutOneApp, aboutOneApp } from './about-one-app';
export { adminTokenFile, databaseFile, fileFault } from './data-folder';
export { checkRoom } from './disk-room';
export { hubFile, type RunningHub, readRunningHub } from './hub-file';
export { randomText } from './random-text';
export { appsFile, type LocalConfig, loadLocalConfig } from './secrets';
export { readIfThere, replaceFile } from './text-file';
