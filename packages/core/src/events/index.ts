export { categoryOf, EVENT_CATEGORIES, type EventCategory, knownEventTypes } from './dingtalk/catalog';
export { normaliseDingTalkBody, type Receipt } from './dingtalk/normalise';
export type * from './dingtalk/payloads';
export { isUrlCheck, type UrlCheck } from './dingtalk/url-check';
export { parseJsonObject } from './parse-json';
