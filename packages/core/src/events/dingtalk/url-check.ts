/** The types of the events that only ask whether the URL answers: they are answered, never stored. */
export type UrlCheck = 'check_url' | 'check_create_suite_url' | 'check_update_suite_url';

/** True for a {@link UrlCheck}. */
export function isUrlCheck(type: unknown): type is UrlCheck {
  return typeof type === 'string' && /^check_(url|(create|update)_suite_url)$/.test(type);
}
