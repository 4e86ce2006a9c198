/**
 * dinghub as one process: node:http and SQLite.
 * @module
 */

export * from './files';
export { createRequestListener } from './handler';
export { createLogger } from './logger';
export { type Hub, startHub } from './main';
export { createSqliteRecordStore, type SqliteRecordStore } from './record-store';
export { type HubServer, type ServerLimits, startServer } from './server';
export { createInProcessWorkQueue, type InProcessWorkQueue } from './work-queue';
