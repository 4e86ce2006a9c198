/** The events that only ask whether the URL answers: they are answered, never stored. */
export const URL_CHECKS = ['check_url', 'check_create_suite_url', 'check_update_suite_url'] as const;

/** One of {@link URL_CHECKS}. */
export type UrlCheck = (typeof URL_CHECKS)[number];

/** True for the type of an event that only checks the URL. */
export function isUrlCheck(type: unknown): type is UrlCheck {
  return URL_CHECKS.some((check) => check === type);
}
