export { categoryOf, EVENT_CATEGORIES, type EventCategory, knownEventTypes } from './dingtalk/catalog';
export { normaliseDingTalkBody, type Receipt } from './dingtalk/normalise';
export type * from './dingtalk/payloads';
export { SYNC_HTTP_TYPES } from './dingtalk/sync-http';
export { isUrlCheck, URL_CHECKS, type UrlCheck } from './dingtalk/url-check';
export { canonicalJson, eventIdOf } from './event-identity';
export { parseJsonObject } from './parse-json';
