/**
 * The admin HTTP API of dinghub.
 * @module
 */
export { type AdminApiOptions, createAdminApi } from './admin-api';
export type { AdminErrorCode } from './errors';
export { type AdminApi, type AdminRequest, type AdminResponse, isAdminPath } from './http';
