import { randomBytes } from 'node:crypto';
import { decodeAesKey } from '@dinghub/core';
import { isSigningSecret } from '@dinghub/core/dispatch';
import type { Command } from 'commander';
import pc from 'picocolors';
import { CliError, usageError } from '../failure';
import { LISTEN_TEXTS, languageOf } from '../language';
import type { CallbackKeys } from '../listen/open-callback';
import { startReceiver } from '../listen/receiver';
import { createReceptionLine, receptionJson } from '../listen/report';
import { duration, fraction, several, wholeNumber } from '../options';
import { SECRET_SOURCES, secretText } from '../sources';
import { stopSignal } from '../stop-signal';
import { print, printable, printError } from '../terminal';
import { both, tellHere } from '../told';

interface ListenOptions {
  readonly port: number;
  readonly host: string;
  readonly secret?: readonly string[];
  readonly dingtalk?: readonly string[];
  readonly fail?: number;
  readonly status?: number;
  readonly delay?: number;
  readonly count?: number;
  readonly json?: boolean;
}

/** `dinghub listen` */
export function addListenCommand(program: Command): void {
  program
    .command('listen')
    .description('Receive events as a subscribed system would: print them and verify each signature')
    .option('--port <number>', 'port to listen on; 0 takes any free one', wholeNumber('--port', 0, 65_535), 9000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--secret <secret>',
      `a webhook’s whsec_…; may be repeated; ${SECRET_SOURCES}`,
      several(secretText('--secret')),
    )
    .option(
      '--dingtalk <keys...>',
      'token, AES key and owner key: be an application behind DingTalk’s callback protocol',
    )
    .option('--fail <part>', 'fail so many of the requests, e.g. 0.3', fraction('--fail'))
    .option('--status <status>', 'with this HTTP status; without --fail all of them', wholeNumber('--status', 200, 599))
    .option('--delay <time>', 'answer after so long, e.g. 500ms, 2s', duration('--delay'))
    .option('--count <number>', 'end after so many requests', wholeNumber('--count', 1, 1_000_000_000))
    .option('--json', 'print each request as JSON on a line of its own')
    .addHelpText(
      'after',
      `
Requests whose signature is missing, wrong or more than five minutes off are refused with 401. A hub on this machine that listens on
127.0.0.1 may call it; any other hub only calls public https addresses, and what DINGHUB_ALLOW_NETWORKS names.

Examples:
  $ dinghub subscriptions create --id demo --url http://127.0.0.1:9000 --all       prints the secret
  $ dinghub listen --secret whsec_…
  $ dinghub listen --secret whsec_… --fail 0.3 --delay 500ms                       see retries
  $ dinghub listen --dingtalk env:OLD_TOKEN @aes.key dingxxxx`,
    )
    .action((options: ListenOptions) => listen(options));
}

async function listen(options: ListenOptions): Promise<void> {
  const { host, port, secret: secrets = [], json = false, status, delay = 0 } = options;
  if (!secrets.every(isSigningSecret)) throw usageError(tellHere(NO_SECRET));
  const dingtalk = options.dingtalk === undefined ? {} : { dingtalk: callbackKeys(options.dingtalk) };
  const { end, ended } = untilStopped();
  const receptionLine = createReceptionLine(tellHere);
  let isAdvised = false;
  let left = options.count ?? Number.POSITIVE_INFINITY;
  const receiver = await startReceiver({
    host,
    port,
    keys: { secrets, ...dingtalk },
    fail: options.fail ?? (status === undefined ? 0 : 1),
    failStatus: status ?? 500,
    delayMs: delay,
    clock: Date.now,
    random: randomBytes,
    chance: Math.random,
    onReception(reception) {
      print(json ? receptionJson(reception) : receptionLine(reception));
      const { verdict, sink, subscription } = reception;
      if (!isAdvised && verdict === 'bad_signature' && sink === 'webhook' && subscription !== undefined) {
        isAdvised = true;
        printError(pc.yellow(tellHere(OTHER_SECRET(printable(subscription)))));
      }
      left--;
      if (left <= 0) end();
    },
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new CliError(LISTEN_TEXTS[languageOf(process.env)].inUse(port)) : error;
  });
  const isChecked = secrets.length > 0 || options.dingtalk !== undefined;
  printError(pc.green(tellHere(LISTENING(receiver.url))));
  if (!isChecked) printError(pc.yellow(tellHere(UNCHECKED)));
  await ended;
  await receiver.close();
}

/** Resolves when it is told to, or with Ctrl-C. */
function untilStopped(): { readonly end: () => void; readonly ended: Promise<void> } {
  const controller = new AbortController();
  const end = () => controller.abort();
  stopSignal().addEventListener('abort', end);
  return { end, ended: new Promise((resolve) => controller.signal.addEventListener('abort', () => resolve())) };
}

function callbackKeys(given: readonly string[]): CallbackKeys {
  const [token, aesKey, ownerKey, ...more] = given.map(secretText('--dingtalk'));
  if (token === undefined || aesKey === undefined || ownerKey === undefined || more.length > 0) {
    throw usageError(tellHere(NOT_THREE));
  }
  if (!isAesKey(aesKey)) throw usageError(tellHere(NO_AES_KEY));
  return { token, aesKey, ownerKey };
}

function isAesKey(text: string): boolean {
  try {
    return decodeAesKey(text).key.length > 0;
  } catch {
    return false;
  }
}

const LISTENING = (url: string) =>
  both(`Listening at ${url}. Stop it with Ctrl-C.`, `正在监听 ${url}，按 Ctrl-C 停止。`);
const UNCHECKED = both(
  'Signatures are not checked: say --secret whsec_… or --dingtalk <token> <aesKey> <ownerKey>.',
  '不验证签名：如需验证，请指定 --secret whsec_… 或 --dingtalk <token> <aesKey> <ownerKey>。',
);
const OTHER_SECRET = (subscription: string) =>
  both(
    `Is --secret that of ${subscription}? It was shown once, when that was created; \`dinghub subscriptions rotate-secret ${subscription}\` makes another.`,
    `--secret 是否为订阅“${subscription}”的密钥？密钥只在创建时显示一次；\`dinghub subscriptions rotate-secret ${subscription}\` 可生成新的。`,
  );
const NO_SECRET = both(
  '--secret must be whsec_ and the base64 of 24 to 64 bytes.',
  '--secret 必须是 whsec_ 加上 24 至 64 字节的 base64。',
);
const NOT_THREE = both(
  '--dingtalk takes three: the token, the AES key and the owner key.',
  '--dingtalk 需要三个值：token、aes_key 和 owner key。',
);
const NO_AES_KEY = both(
  '--dingtalk: the AES key must have 43 letters and digits.',
  '--dingtalk：aes_key 必须是 43 位字母和数字。',
);
