/**
 * dinghub as one process: node:http and SQLite.
 * @module
 */
export { fileFault } from './data-folder';
export { createRequestListener } from './handler';
export { createLogger } from './logger';
export { databaseFile, type Hub, startHub } from './main';
export { createSqliteRecordStore, type SqliteRecordStore } from './record-store';
export { appsFile, type LocalConfig, loadLocalConfig, randomText } from './secrets';
export { type HubServer, type ServerLimits, startServer } from './server';
