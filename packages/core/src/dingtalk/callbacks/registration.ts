import { CALLBACK_TAGS, expandTags } from './tags';

/** What DingTalk is told about the hub's callback. */
export interface CallbackRegistration {
  readonly url: string;
  /** 6 to 63 characters. */
  readonly token: string;
  /** 43 letters and digits. */
  readonly aesKey: string;
  /** Tags and wildcards, e.g. `bpms_*`. */
  readonly tags: readonly string[];
}

/** What DingTalk has registered. */
export interface RegisteredCallback {
  readonly url: string;
  readonly tags: readonly string[];
  /** As DingTalk tells it; empty where it does not. */
  readonly token: string;
  readonly aesKey: string;
}

/** Everything that is wrong with a registration, all at once. Holds no token and no key. */
export class InvalidRegistration extends Error {
  override readonly name = 'InvalidRegistration';
  readonly code = 'invalid_registration';
  constructor(readonly problems: readonly string[]) {
    super(problems.join(' '));
  }
}

/**
 * Checks a registration by DingTalk's rules (open.dingtalk.com, register_call_back: token of 6 to 63 characters, key of 43
 * letters and digits), before DingTalk answers 71008, 71010 or 71011.
 * @returns it with its tags expanded
 * @throws InvalidRegistration
 */
export function checkRegistration(registration: CallbackRegistration): CallbackRegistration {
  const { url, token, aesKey } = registration;
  const { tags, unknown } = expandTags(registration.tags);
  const problems = [
    ...urlProblems(url),
    ...(token.length >= 6 && token.length < 64 ? [] : [`The token needs 6 to 63 characters; it has ${token.length}.`]),
    ...(/^[A-Za-z0-9]{43}$/.test(aesKey) ? [] : ['The AES key needs exactly 43 letters and digits.']),
    ...unknown.map((tag) => `DingTalk has no callback tag ${JSON.stringify(tag)}.`),
    ...(unknown.length > 0 ? [`There are: ${CALLBACK_TAGS.join(', ')}.`] : []),
    ...(tags.length === 0 && unknown.length === 0 ? ['There are no tags; `*` means all.'] : []),
  ];
  if (problems.length > 0) throw new InvalidRegistration(problems);
  return { ...registration, tags };
}

function urlProblems(url: string): readonly string[] {
  if (!URL.canParse(url) || /\s/.test(url)) return ['The URL is not valid.'];
  const { protocol, username, password, hash } = new URL(url);
  return [
    ...(protocol === 'https:' || protocol === 'http:' ? [] : ['The URL needs to begin with https:// or http://.']),
    ...(username === '' && password === '' ? [] : ['The URL must not hold a user name or a password.']),
    ...(hash === '' ? [] : ['The URL must not have a #fragment.']),
  ];
}
