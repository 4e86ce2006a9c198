import type { JsonObject } from '@dinghub/core';
import { isSigningSecret } from '@dinghub/core/dispatch';
import { CliError } from '../failure';
import { ALL_EVENTS } from './build-document';
import { SINK_KINDS } from './document-options';

/**
 * Asks for what a subscription needs, on a terminal.
 * @throws CliError when it is broken off
 */
export async function askForSubscription(): Promise<JsonObject> {
  const prompts = await import('@clack/prompts');
  const { text, password, select } = prompts;

  async function answered<T>(asked: Promise<T | symbol>): Promise<T> {
    const answer = await asked;
    if (!prompts.isCancel(answer)) return answer as T;
    prompts.cancel('Nothing was created.');
    throw new CliError('Broken off.');
  }
  const required = (value: string) => (value.trim() === '' ? 'This is needed.' : undefined);
  const optional = async (message: string, placeholder: string, validate: (value: string) => string | undefined) =>
    (
      (await answered(text({ message, placeholder, defaultValue: '', validate: (value) => validate(value ?? '') }))) ??
      ''
    ).trim();

  prompts.intro('A new subscription');
  const [webhook, callback] = SINK_KINDS;
  const kind = await answered(
    select<(typeof SINK_KINDS)[number]>({
      message: 'What is to receive the events?',
      options: [
        { value: webhook, label: 'A webhook', hint: 'CloudEvents JSON, signed as Standard Webhooks says' },
        { value: callback, label: 'An application written for DingTalk’s callback', hint: 'sealed as DingTalk does' },
      ],
    }),
  );
  const url = await answered(
    text({
      message: 'At which URL?',
      placeholder: 'https://crm.example.com/dingtalk',
      validate: (value) => (/^https?:\/\/[^/]/i.test((value ?? '').trim()) ? undefined : 'Expected an https URL.'),
    }),
  );
  const types = await optional(
    'Which event types? (several with commas; none: every event)',
    'bpms_instance_change',
    () => undefined,
  );
  const keys =
    kind === 'webhook'
      ? {}
      : {
          token: await answered(password({ message: 'Its token', validate: required })),
          aesKey: await answered(
            password({
              message: 'Its AES key',
              validate: (value) => (value?.length === 43 ? undefined : 'Expected 43 letters and digits.'),
            }),
          ),
          ownerKey: (
            await answered(text({ message: 'Its owner key (AppKey, corpId or suiteKey)', validate: required }))
          ).trim(),
        };
  const id = await optional('An id for it? (none: the hub makes one)', 'crm', (value) =>
    /^([A-Za-z0-9][A-Za-z0-9_-]{0,62})?$/.test(value.trim()) ? undefined : 'Letters, digits, - and _; up to 63.',
  );
  const description = await optional('A description, for people?', 'tells the CRM about approvals', () => undefined);
  const secret =
    kind === 'webhook'
      ? await answered(
          password({
            message: 'A signing secret of your own? (none: the hub makes one)',
            validate: (value) =>
              !value || isSigningSecret(value) ? undefined : 'Expected whsec_ and the base64 of 24 to 64 bytes.',
          }),
        )
      : '';
  prompts.outro('That is all.');

  const type = types.split(/[\s,，]+/).filter((one) => one !== '');
  return {
    pattern: type.length === 0 ? ALL_EVENTS : { type },
    sink: { kind, url: url.trim(), ...keys },
    ...(id === '' ? {} : { id }),
    ...(description === '' ? {} : { description }),
    ...(secret ? { secret } : {}),
  };
}
