/**
 * dinghub on Alibaba Cloud: Function Compute, Tablestore.
 * @module
 */
export { type Credentials, createTablestoreClient, type TablestoreClient } from './client';
export { type EnsuredTable, ensureTable } from './ensure-table';
export { createHandler, type FcHandler } from './handler';
export { createTablestoreRecordStore } from './record-store';
export { type FcContext, toCallbackRequest } from './request';
export { type FcResponse, toFcResponse } from './response';
export { ALIYUN_VARIABLES, loadApps } from './secrets';
