import type { DingTalkApp } from '@dinghub/simulator';
import pc from 'picocolors';
import { fields } from '../../format';
import { folderFlag, shellWord } from '../../next-command';
import { printable } from '../../terminal';
import { both, type Tell, type Told } from '../../told';
import { environmentFor, type Identities, SIMULATED, suiteOwnerKeys } from './identities';

/** A secret that somebody brought along is not shown to whoever looks at the screen. */
const shownSecret = (secret: string, tell: Tell) =>
  Object.values<string>(SIMULATED).includes(secret) ? secret : tell(both('<the one you gave>', '<您指定的值>'));

/** The hub, as the commands that are to be entered next name it. */
interface Hub {
  readonly url: string;
  readonly app?: string;
  readonly data: string;
}

/** What to paste elsewhere, and what to do next: lines for people. */
export function bannerLines(identities: Identities, url: string, hub: Hub, tell: Tell): readonly string[] {
  const started = pc.green(
    tell(both(`A simulated DingTalk is at ${url}. Stop it with Ctrl-C.`, `模拟的钉钉已启动：${url}，按 Ctrl-C 停止。`)),
  );
  const { suite } = identities;
  const body =
    suite === undefined ? forApp(identities, url, hub, tell) : forSuite(identities.app, suite, url, hub, tell);
  return [started, '', ...body, ''];
}

/** Commands, and in a column beside them what they are for. */
function commandLines(commands: readonly (readonly [text: string, means: Told])[], tell: Tell): readonly string[] {
  const width = Math.max(...commands.map(([text]) => text.length));
  return [
    tell(both('Then:', '然后：')),
    ...commands.map(([text, means]) => `  npx dinghub ${printable(text).padEnd(width)}  ${pc.dim(tell(means))}`),
  ];
}

const PASTE = both(
  'Paste into the terminal of the hub, before it starts, and into that of the commands:',
  '粘贴到 dinghub 的终端（启动之前）以及运行命令的终端：',
);

function forApp(identities: Identities, url: string, hub: Hub, tell: Tell): readonly string[] {
  const folder = folderFlag(hub.data);
  const variables = Object.entries(environmentFor(identities, url)).map(
    ([name, value]) => [name, name === 'DINGTALK_APP_SECRET' ? shownSecret(value, tell) : value] as const,
  );
  return [
    tell(PASTE),
    '',
    ...variables.map(([name, value]) => `  export ${name}=${pc.cyan(printable(shellWord(value)))}`),
    '',
    ...commandLines(
      [
        [
          `dingtalk register --url ${hub.url}${folder}`,
          both('this DingTalk calls the hub', '由模拟的钉钉访问 dinghub'),
        ],
        [
          'simulate dingtalk push user_add_org',
          both('an event; while the hub is down it fails', '推送一个事件；dinghub 停止时会失败'),
        ],
        [
          `dingtalk reconcile${folder}`,
          both(
            'fetch what failed; a hub with these variables does so by itself',
            '拉取失败事件；设置了这些变量的 dinghub 会自动拉取',
          ),
        ],
      ],
      tell,
    ),
  ];
}

function forSuite(
  internal: DingTalkApp,
  suite: DingTalkApp,
  url: string,
  { app, data }: Hub,
  tell: Tell,
): readonly string[] {
  const { appKey, appSecret } = suite;
  const facts = [
    ['URL', suite.suite?.url ?? ''],
    ['suiteKey', appKey],
    ['suiteSecret', shownSecret(appSecret, tell)],
    [tell(both('owner keys', 'owner key')), suiteOwnerKeys(suite).join(', ')],
  ] as const;
  return [
    tell(
      both(
        'A third-party app. In the hub it has both owner keys, the suiteKey as appKey and the suiteSecret as appSecret:',
        '第三方应用。在 dinghub 中需配置以下两个 owner key，并以 suiteKey 作为 appKey、suiteSecret 作为 appSecret：',
      ),
    ),
    '',
    fields(facts.map(([name, value]) => [`  ${name}`, printable(value)])),
    '',
    printable(tell(BESIDE(internal))),
    '',
    tell(PASTE),
    '',
    `  export DINGTALK_API_ENDPOINT=${pc.cyan(url)}`,
    '',
    ...commandLines(
      [
        [
          'simulate dingtalk check-suite-url',
          both('as the console does to save the URL', '与开发者后台保存回调地址时的校验相同'),
        ],
        ['simulate dingtalk suite-ticket', both('a ticket', '推送 suite_ticket')],
        ['simulate dingtalk authorise ding-customer', both('an organisation authorises it', '一个组织授权该应用')],
        ['simulate dingtalk sync user_add_org --corp ding-customer', both('something changes there', '该组织发生变更')],
        [
          `dingtalk reconcile${app === undefined ? '' : ` --app ${app}`}${folderFlag(data)}`,
          both('fetch what failed while the hub was down', '拉取 dinghub 停止期间失败的记录'),
        ],
        ['simulate dingtalk relieve ding-customer', both('it takes that back', '该组织解除授权')],
      ],
      tell,
    ),
  ];
}

const BESIDE = ({ appKey }: DingTalkApp) =>
  both(
    `Besides, there is an internal app, ${appKey}, as without --suite: \`simulate dingtalk push\` is about that one.`,
    `此外还有企业内部应用 ${appKey}（与不带 --suite 时相同）：\`simulate dingtalk push\` 针对它。`,
  );
