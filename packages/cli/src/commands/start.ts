import type { Hub } from '@dinghub/local-adapter';
import { appsFile } from '@dinghub/local-adapter/files';
import type { Command } from 'commander';
import pc from 'picocolors';
import { urlOfRunningHub } from '../api/running-hub';
import { CliError, EXIT_FAILED } from '../failure';
import { type Language, languageOf } from '../language';
import { folderFlag } from '../next-command';
import { wholeNumber } from '../options';
import { columns, goOnWithoutReader, print, printError } from '../terminal';

interface StartOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly quiet?: boolean;
}

/** `dinghub start` */
export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description(
      'Run the hub: DingTalk’s callback at /v1/dingtalk and /v1/dingtalk/<app>, the admin API at /v1/…, /healthz',
    )
    .option('--port <number>', 'port to listen on; 0 takes any free one', wholeNumber('--port', 0, 65_535), 8787)
    .option('--host <address>', 'address to listen on; 0.0.0.0 for all', '127.0.0.1')
    .option('--data <folder>', 'where events and generated credentials are kept', '.dinghub')
    .option('--quiet', 'log warnings and errors only')
    .addHelpText(
      'after',
      `
Configuration comes from the environment: DINGTALK_TOKEN, DINGTALK_AES_KEY and DINGTALK_OWNER_KEY, or DINGTALK_APPS for
several apps; DINGHUB_RETENTION_DAYS (180). Without any, a token and an AES key are created on first start and printed once.
DINGHUB_ADMIN_TOKEN guards the admin API, which the other commands use; on 127.0.0.1 one is created in the data folder without it.
What subscriptions may call besides public https addresses is said by DINGHUB_ALLOW_NETWORKS and DINGHUB_ALLOW_HTTP.
Logs are JSON lines on standard error.

Examples:
  $ dinghub start
  $ dinghub start --host 0.0.0.0 --port 80 --data /var/lib/dinghub
  $ DINGTALK_TOKEN=… DINGTALK_AES_KEY=… DINGTALK_OWNER_KEY=dingxxxx dinghub start`,
    )
    .action(async (options: StartOptions) => {
      goOnWithoutReader();
      const { host, port, data } = options;
      const { createLogger, startHub } = await import('@dinghub/local-adapter');
      const logger = createLogger(options.quiet ? 'warn' : 'info');
      const language = languageOf(process.env);
      const hub = await startHub({ host, port, dataFolder: data, env: process.env, logger }).catch((error: unknown) => {
        throw isRunning(error, data, language) ?? error;
      });
      // First: who reads that it runs may stop it.
      stopOnSignal(hub, language);
      greet(hub, data, language);
    });
}

function greet(hub: Hub, data: string, language: Language): void {
  const texts = TEXTS[language];
  if (hub.created) {
    print(texts.created);
    print();
    const { token, aesKey } = hub.created;
    const facts = [
      [`  ${texts.url}`, pc.cyan(texts.publicUrl('/v1/dingtalk'))],
      [`  ${texts.token}`, pc.cyan(token)],
      [`  ${texts.aesKey}`, pc.cyan(aesKey)],
    ];
    print(columns(facts));
    print();
    print(texts.kept(appsFile(data)));
    print();
    print(texts.next);
    const folder = folderFlag(data);
    const commands = [
      ['simulate check-url', texts.check],
      ['simulate event user_add_org', texts.event],
      ['events tail', texts.tail],
      ['subscriptions create', texts.subscribe],
    ] as const;
    print(columns(commands.map(([command, means]) => [`  npx dinghub ${command}${folder}`, pc.dim(means)])));
    print();
  }
  print(pc.green(texts.running(hub.url)));
  if (hub.beside) printError(pc.yellow(texts.beside(data, hub.beside, hub.url)));
}

/** The failure where the folder's own hub has the port; undefined for any other. */
function isRunning(error: unknown, data: string, language: Language): CliError | undefined {
  const { code, port } = error as NodeJS.ErrnoException & { readonly port?: number };
  const url = urlOfRunningHub(data);
  if (code !== 'EADDRINUSE' || port === undefined || url === undefined) return undefined;
  return Number(new URL(url).port || 80) === port ? new CliError(TEXTS[language].inUse(data, port, url)) : undefined;
}

/** The first signal stops gracefully, the second at once. */
function stopOnSignal(hub: Hub, language: Language): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(EXIT_FAILED);
    stopping = true;
    print(TEXTS[language].stopping);
    hub.close().then(
      () => process.exit(0),
      () => process.exit(EXIT_FAILED),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

const TEXTS = {
  en: {
    running: (url: string) => `dinghub is running at ${url}. Stop it with Ctrl-C.`,
    created:
      'New credentials were created. Paste them into the DingTalk developer console (event subscription, HTTP push):',
    url: 'Request URL',
    publicUrl: (path: string) => `https://<your public address>${path}`,
    token: 'Token',
    aesKey: 'AES key',
    kept: (file: string) => `They are kept in ${file} (readable by you alone) and not shown again.`,
    next: 'Next, in another terminal:',
    check: 'ask the hub as DingTalk’s console does',
    event: 'push an event at it',
    tail: 'watch events arrive',
    subscribe: 'register a system that gets them',
    beside: (data: string, { url, pid }: { readonly url: string; readonly pid: number }, own: string) =>
      `Another hub runs on ${data} already, at ${url} (process ${pid}). Both keep what comes to them, but each goes on with the apps that it found when it started: after a change, such as of a rotation, restart both. Commands talk to that one; this one is --endpoint ${own}.`,
    inUse: (data: string, port: number, url: string) =>
      `Port ${port} is in use: the hub of ${data} runs already, at ${url}. Go on with that one, or stop it first.`,
    stopping: 'Stopping: answering what was accepted …',
  },
  zh: {
    running: (url: string) => `dinghub 已启动：${url}，按 Ctrl-C 停止。`,
    created: '已生成新的凭据，请粘贴到钉钉开发者后台（事件订阅 → HTTP 推送）：',
    url: '请求网址',
    publicUrl: (path: string) => `https://<公网地址>${path}`,
    token: '签名 token',
    aesKey: '加密 aes_key',
    kept: (file: string) => `凭据保存在 ${file}（仅本人可读），之后不再显示。`,
    next: '接下来，在另一个终端里：',
    check: '像开发者后台那样校验回调地址',
    event: '模拟钉钉推送一个事件',
    tail: '实时查看收到的事件',
    subscribe: '注册一个接收事件的系统',
    beside: (data: string, { url, pid }: { readonly url: string; readonly pid: number }, own: string) =>
      `${data} 上已有 dinghub 在运行：${url}（进程 ${pid}）。两者都会保存收到的事件，但各自沿用启动时的应用配置：更改之后（例如轮换凭据）请将两者都重启。命令默认访问前者；访问当前 dinghub 请加 --endpoint ${own}。`,
    inUse: (data: string, port: number, url: string) =>
      `端口 ${port} 已被占用：${data} 的 dinghub 已在运行，地址为 ${url}。请直接使用它，或先将其停止。`,
    stopping: '正在停止：处理完已接收的请求……',
  },
} as const;
