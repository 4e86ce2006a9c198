/**
 * dinghub on AWS: Lambda, DynamoDB, SQS, SSM.
 * @module
 */
export { fetchAdminToken } from './admin-token';
export { createDynamoClient } from './client';
export { createHandler, type LambdaHandler } from './handler';
export { createAdminHandler } from './handler-admin';
export { createDispatchHandler, type DispatchHandler } from './handler-dispatch';
export { createReconcileHandler, type ReconcileHandler } from './handler-reconcile';
export { createSweeperHandler, type SweeperHandler } from './handler-sweeper';
export { createWorkerHandler, type WorkerHandler } from './handler-worker';
export { CALLBACK_PATIENCE, type Patience, WORKER_PATIENCE } from './patience';
export { createDynamoRecordStore } from './record-store';
export { type LambdaContext, toCallbackRequest } from './request';
export { type LambdaResponse, toLambdaResponse } from './response';
export type { BatchResponse } from './run-batch';
export { createSecretCache, type FetchParameters, resolveSecrets, SECRET_VARIABLES } from './secrets';
export { createSqsClient } from './sqs-client';
export { createParameterFetcher } from './ssm-parameters';
export { DUE_SHARDS, INDEXES, tableDefinition } from './table';
export { createSqsWorkQueue } from './work-queue';
