/**
 * dinghub as one process: node:http and SQLite.
 * @module
 */

export { adminTokenFile } from './admin-token';
export { fileFault } from './data-folder';
export { createRequestListener } from './handler';
export { createLogger } from './logger';
export { databaseFile, type Hub, startHub } from './main';
export { createSqliteRecordStore, type SqliteRecordStore } from './record-store';
export { appsFile, type LocalConfig, loadLocalConfig, randomText } from './secrets';
export { type HubServer, type ServerLimits, startServer } from './server';
export { createInProcessWorkQueue, type InProcessWorkQueue } from './work-queue';
