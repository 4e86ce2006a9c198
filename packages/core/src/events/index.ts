export { normaliseDingTalkBody } from './dingtalk/normalise';
export { isUrlCheck, URL_CHECKS, type UrlCheck } from './dingtalk/url-check';
export { parseJsonObject } from './parse-json';
