/**
 * What lies in a data folder besides events. Loads neither the hub nor SQLite, so that a command starts at once.
 * @module
 */
export { adminTokenFile, databaseFile, fileFault } from './data-folder';
export { appsFile, type LocalConfig, loadLocalConfig, randomText } from './secrets';
export { readIfThere, replaceFile } from './text-file';
