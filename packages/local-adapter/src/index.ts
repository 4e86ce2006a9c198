/**
 * dinghub as one process: node:http and SQLite.
 * @module
 */
export { createRequestListener } from './handler';
export { createLogger } from './logger';
export { databaseFile, type Hub, startHub } from './main';
export { createSqliteRecordStore, type SqliteRecordStore } from './record-store';
export { appsFile, type LocalApps, loadLocalApps, randomText } from './secrets';
export { type HubServer, type ServerLimits, startServer } from './server';
