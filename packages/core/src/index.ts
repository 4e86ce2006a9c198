/**
 * What dinghub does, without any I/O.
 * @module
 */
export * from './callback/app';
export * from './callback/error-fields';
export * from './callback/handle-callback';
export * from './callback/http';
export * from './config/apps';
export {
  CONFIG_KEYS,
  type Environment,
  type HubConfig,
  type HubSettings,
  parseConfig,
  parseSettings,
} from './config/config';
export * from './crypto/index';
export * from './errors';
export * from './events/event';
export * from './events/index';
export * from './json';
export * from './logging';
export * from './storage/event-log';
export * from './storage/record-store';
export * from './time';
