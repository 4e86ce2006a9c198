import type { Hub } from '@dinghub/local-adapter';
import { appsFile } from '@dinghub/local-adapter/files';
import type { Command } from 'commander';
import pc from 'picocolors';
import { EXIT_FAILED } from '../failure';
import { type Language, languageOf, START_TEXTS } from '../language';
import { folderFlag, wholeNumber } from '../options';
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
      const hub = await startHub({ host, port, dataFolder: data, env: process.env, logger });
      const language = languageOf(process.env);
      // First: who reads that it runs may stop it.
      stopOnSignal(hub, language);
      greet(hub, data, language);
    });
}

function greet(hub: Hub, data: string, language: Language): void {
  const texts = START_TEXTS[language];
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

/** The first signal stops gracefully, the second at once. */
function stopOnSignal(hub: Hub, language: Language): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(EXIT_FAILED);
    stopping = true;
    print(START_TEXTS[language].stopping);
    hub.close().then(
      () => process.exit(0),
      () => process.exit(EXIT_FAILED),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
