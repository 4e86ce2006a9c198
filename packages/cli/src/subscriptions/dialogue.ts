import type { JsonObject } from '@dinghub/core';
import { isSigningSecret } from '@dinghub/core/dispatch';
import { CliError } from '../failure';
import { both, type Told, tellHere } from '../told';
import { ALL_EVENTS } from './build-document';
import { SINK_KINDS, urlProblem } from './document-options';

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
    prompts.cancel(tellHere(both('Nothing was created.', '未创建订阅。')));
    throw new CliError(tellHere(both('Broken off.', '已取消。')));
  }
  const required = (value: string) => (value.trim() === '' ? tellHere(NEEDED) : undefined);
  // The placeholder is what stands there in the end when nothing is typed.
  const optional = async (
    message: Told,
    empty: Told,
    validate: (value: string) => Told | undefined = () => undefined,
  ) => {
    const answer = text({
      message: tellHere(message),
      placeholder: tellHere(empty),
      defaultValue: '',
      validate(value) {
        const problem = validate(value ?? '');
        return problem && tellHere(problem);
      },
    });
    return ((await answered(answer)) ?? '').trim();
  };

  prompts.intro(tellHere(both('A new subscription', '新建订阅')));
  const [webhook, callback] = SINK_KINDS;
  const kind = await answered(
    select<(typeof SINK_KINDS)[number]>({
      message: tellHere(both('What is to receive the events?', '由什么接收事件？')),
      options: [
        { value: webhook, label: tellHere(both('A webhook', 'webhook')), hint: tellHere(WEBHOOK_HINT) },
        { value: callback, label: tellHere(CALLBACK), hint: tellHere(CALLBACK_HINT) },
      ],
    }),
  );
  const url = await answered(
    text({
      message: tellHere(both('At which URL?', '接收地址（URL）？')),
      placeholder: 'https://crm.example.com/dingtalk',
      validate: (value) => {
        const problem = urlProblem(value ?? '');
        return problem && tellHere(problem);
      },
    }),
  );
  const types = await optional(WHICH_TYPES, both('every event', '所有事件'));
  const keys =
    kind === 'webhook'
      ? {}
      : {
          token: await answered(
            password({ message: tellHere(both('Its token', '该应用的 token')), validate: required }),
          ),
          aesKey: await answered(
            password({
              message: tellHere(both('Its AES key', '该应用的 aes_key')),
              validate: (value) => (value?.length === 43 ? undefined : tellHere(NO_AES_KEY)),
            }),
          ),
          ownerKey: (await answered(text({ message: tellHere(WHICH_OWNER_KEY), validate: required }))).trim(),
        };
  const id = await optional(WHICH_ID, both('the hub makes one', '自动生成'), (value) =>
    /^([A-Za-z0-9][A-Za-z0-9_-]{0,62})?$/.test(value.trim()) ? undefined : NO_ID,
  );
  const description = await optional(both('A description, for people?', '说明？'), both('none', '无'));
  const secret =
    kind === 'webhook'
      ? await answered(
          password({
            message: tellHere(WHICH_SECRET),
            validate: (value) => (!value || isSigningSecret(value) ? undefined : tellHere(NO_SECRET)),
          }),
        )
      : '';
  prompts.outro(tellHere(both('That is all.', '填写完毕。')));

  const type = types.split(/[\s,，]+/).filter((one) => one !== '');
  return {
    pattern: type.length === 0 ? ALL_EVENTS : { type },
    sink: { kind, url: url.trim(), ...keys },
    ...(id === '' ? {} : { id }),
    ...(description === '' ? {} : { description }),
    ...(secret ? { secret } : {}),
  };
}

const NEEDED = both('This is needed.', '此项必填。');
const WEBHOOK_HINT = both(
  'CloudEvents JSON, signed as Standard Webhooks says',
  'CloudEvents JSON，按 Standard Webhooks 规范签名',
);
const CALLBACK = both('An application written for DingTalk’s callback', '按钉钉回调协议开发的应用');
const CALLBACK_HINT = both('sealed as DingTalk does', '加密方式与钉钉相同');
const WHICH_TYPES = both(
  'Which event types? (with commas, e.g. user_add_org, bpms_instance_change)',
  '接收哪些类型的事件？（用逗号分隔，例如 user_add_org, bpms_instance_change）',
);
const NO_AES_KEY = both('Expected 43 letters and digits.', '应为 43 位字母和数字。');
const WHICH_OWNER_KEY = both(
  'Its owner key (AppKey, corpId or suiteKey)',
  '该应用的 owner key（AppKey、corpId 或 suiteKey）',
);
const WHICH_ID = both('An id for it? (e.g. crm)', '订阅的 id？（例如 crm）');
const NO_ID = both('Letters, digits, - and _; up to 63.', '只能包含字母、数字、- 和 _，最多 63 个字符。');
const WHICH_SECRET = both(
  'A signing secret of your own? (none: the hub makes one)',
  '自定义签名密钥？（不填：自动生成）',
);
const NO_SECRET = both(
  'Expected whsec_ and the base64 of 24 to 64 bytes.',
  '应为 whsec_ 加上 24 至 64 字节的 base64。',
);
