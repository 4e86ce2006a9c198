/**
 * dinghub on AWS: Lambda, DynamoDB, SSM.
 * @module
 */
export { createDynamoClient } from './client';
export { createHandler, type LambdaHandler } from './handler';
export { createDynamoRecordStore } from './record-store';
export { type LambdaContext, toCallbackRequest } from './request';
export { type LambdaResponse, toLambdaResponse } from './response';
export { createSecretCache, type FetchParameters, resolveSecrets, SECRET_VARIABLES } from './secrets';
export { createParameterFetcher } from './ssm-parameters';
export { DUE_SHARDS, INDEXES, tableDefinition } from './table';
