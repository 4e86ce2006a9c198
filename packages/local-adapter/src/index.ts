/**
 * dinghub as one process: node:http and SQLite.
 * @module
 */
export { createSqliteRecordStore, type SqliteRecordStore } from './record-store';
