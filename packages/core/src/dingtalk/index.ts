/**
 * DingTalk's own APIs: access tokens, callback registration, and what could not be delivered.
 * @module
 */
export { readApiEndpoint } from '../config/api-endpoint';
export { type CallersConfig, parseCallers } from '../config/callers';
export * from './api-error';
export * from './call';
export * from './callbacks/callback-api';
export * from './callbacks/ensure-registered';
export * from './callbacks/registration';
export * from './callbacks/tags';
export * from './create-dingtalk';
export { KNOWN_ERROR_CODES, type KnownError, knownError } from './error-catalog';
export * from './failed/fail-records';
export * from './failed/failed-list';
export * from './failed/suite-tags';
export * from './http-port';
export { type BanGate, createBanGate } from './ip-ban';
export { type ApiAnswer, readAnswer } from './read-answer';
export * from './reconcile/failed-source';
export type { ReconcileNotice } from './reconcile/notices';
export type { PageState, RawPage } from './reconcile/page-record';
export { createPageStore, type PageStore } from './reconcile/page-store';
export { POLLER_LEASE_MS } from './reconcile/poller';
export * from './reconcile/reconcile-apps';
export * from './reconcile/reconciler';
export type { PageOutcome } from './reconcile/recover-page';
export type { ReconcileReport } from './reconcile/report';
export * from './reconcile/suite-source';
export * from './sleep';
export * from './suite-key';
export type { AccessTokens } from './token/access-tokens';
export type { AppSecrets, FetchedToken } from './token/fetch-token';
