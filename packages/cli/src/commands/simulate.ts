import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { appsFile } from '@dinghub/local-adapter';
import {
  createDingTalkSimulator,
  createPost,
  type DingTalkSimulator,
  type PushResult,
  sampleEvent,
  startSimulatorServer,
  type WireKeys,
} from '@dinghub/simulator';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import pc from 'picocolors';
import { CliError, EXIT_FAILED } from '../failure';
import { positiveNumber, wholeNumber } from '../options';
import { print, table } from '../terminal';

interface TargetOptions {
  readonly url: string;
  readonly data: string;
  readonly app?: string;
  readonly json?: boolean;
}

interface LoadOptions extends TargetOptions {
  readonly count: number;
  readonly rate?: number;
  readonly concurrency: number;
  readonly retry: boolean;
}

/** What makes DingTalk refuse a URL, in words. */
const REASONS: Readonly<Record<string, string>> = {
  timeout: 'no answer within 2.5 s',
  connection: 'no connection: is the hub running, and is --url right?',
  status: 'the HTTP status was not 200',
  not_json: 'the answer was not JSON',
  wrong_keys: 'the answer’s keys are not msg_signature, timeStamp, nonce, encrypt',
  wrong_time_stamp: 'timeStamp is not a text of 13 digits',
  wrong_signature: 'the answer’s signature is wrong',
  not_success: 'the answer does not open to success',
};

/** `dinghub simulate check-url | event | server` */
export function addSimulateCommand(program: Command): void {
  const simulate = program
    .command('simulate')
    .description('Play DingTalk: sign, seal and push events at a hub')
    .addHelpText(
      'after',
      '\nToken and AES key come from the environment (DINGTALK_*), else from apps.json in the data folder.',
    );

  withTarget(
    simulate.command('check-url').description('Send check_url, as the console does before it saves a URL'),
  ).action(async (options: TargetOptions) => {
    const result = await withSimulator(options, [], (simulator) => simulator.checkUrl());
    if (options.json) print(JSON.stringify(result));
    else
      print(
        result.kind === 'delivered'
          ? pc.green(`ok: the hub answered success in ${result.durationMs} ms`)
          : pc.red(`failed: ${explain(result)}`),
      );
    if (result.kind === 'failed') process.exitCode = EXIT_FAILED;
  });

  withTarget(
    simulate.command('event <type>').description('Push sample events of a type, e.g. user_add_org; invented types too'),
  )
    .option('--count <number>', 'how many', wholeNumber('--count', 1, 10_000_000), 1)
    .option('--rate <number>', 'at most so many a second', positiveNumber('--rate'))
    .option('--concurrency <number>', 'how many at a time', wholeNumber('--concurrency', 1, 1024), 16)
    .option('--no-retry', 'do not retry after 10 s and 30 s, as DingTalk would')
    .addHelpText(
      'after',
      '\nExamples:\n  $ dinghub simulate event bpms_instance_change\n  $ dinghub simulate event user_add_org --count 1000 --rate 200',
    )
    .action(runLoad);

  withTarget(simulate.command('server').description('Serve the simulator: POST /push, POST /check-url, GET /failed'))
    .option('--port <number>', 'port on 127.0.0.1', wholeNumber('--port', 0, 65_535), 8788)
    .action((options: TargetOptions & { port: number }) =>
      withSimulator(options, undefined, async (simulator) => {
        const complete = (type: string) => sampleEvent(type, { clock: Date.now, random: randomBytes });
        const server = await startSimulatorServer({ simulator, port: options.port, complete });
        print(pc.green(`The simulator is at ${server.url}. Stop it with Ctrl-C.`));
        await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
        await server.close();
      }),
    );
}

function withTarget(command: Command): Command {
  return command
    .option('--url <url>', 'the hub', 'http://127.0.0.1:8787')
    .option('--app <name>', 'the app to push to, when there are several')
    .option('--data <folder>', 'the hub’s data folder', '.dinghub')
    .option('--json', 'print JSON');
}

async function runLoad(type: string, options: LoadOptions): Promise<void> {
  const startedAt = Date.now();
  const results: PushResult[] = [];
  const bar = new SingleBar({
    format: ' {bar} {percentage}% | {value}/{total} | {failed} failed',
    clearOnComplete: true,
    stream: process.stderr,
  });
  const showBar = options.count > 1 && process.stderr.isTTY === true && !options.json;
  let failed = 0;
  if (showBar) bar.start(options.count, 0, { failed });

  await withSimulator(options, options.retry ? undefined : [], async (simulator) => {
    let next = 0;
    const client = async () => {
      while (next < options.count) {
        const i = next++;
        if (options.rate !== undefined) await sleep(Math.max(0, startedAt + (i * 1000) / options.rate - Date.now()));
        const result = await simulator.push(sampleEvent(type, { clock: Date.now, random: randomBytes }));
        results.push(result);
        if (result.kind === 'failed') failed++;
        if (showBar) bar.update(results.length, { failed });
      }
    };
    await Promise.all(Array.from({ length: Math.min(options.concurrency, options.count) }, client));
  });
  if (showBar) bar.stop();
  summarise(type, results, Date.now() - startedAt, options.json === true);
  if (failed > 0) process.exitCode = EXIT_FAILED;
}

function summarise(type: string, results: readonly PushResult[], elapsedMs: number, json: boolean): void {
  const failures = results.filter((result) => result.kind === 'failed');
  const times = results.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  const quantile = (q: number) => times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0;
  const summary = {
    type,
    sent: results.length,
    delivered: results.length - failures.length,
    failed: failures.length,
    retries: results.reduce((sum, { attempts }) => sum + attempts - 1, 0),
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    perSecond: Math.round((results.length * 1000) / Math.max(1, elapsedMs)),
  };
  if (json) {
    print(JSON.stringify(summary));
    return;
  }
  print(table(Object.keys(summary), [Object.values(summary).map(String)]));
  const reasons = new Set(failures.map(explain));
  for (const reason of reasons) print(pc.red(`failed: ${reason}`));
}

function explain(result: PushResult): string {
  if (result.kind === 'delivered') return '';
  const status = result.status === undefined ? '' : ` (HTTP ${result.status})`;
  return `${REASONS[result.reason] ?? result.reason}${status}`;
}

async function withSimulator<T>(
  options: TargetOptions,
  retryDelaysMs: readonly number[] | undefined,
  use: (simulator: DingTalkSimulator) => Promise<T>,
): Promise<T> {
  const { name, keys } = readKeys(options);
  const post = createPost();
  try {
    const url = callbackUrl(options.url, options.app === undefined ? undefined : name);
    const effects = { post, clock: Date.now, random: randomBytes, sleep: (ms: number) => sleep(ms) };
    return await use(createDingTalkSimulator({ url, keys, ...effects, ...(retryDelaysMs ? { retryDelaysMs } : {}) }));
  } finally {
    post.close();
  }
}

/** The callback URL of a hub: a URL without a path gets the path. */
function callbackUrl(text: string, app: string | undefined): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new CliError(`--url must be an http or https URL, not "${text}".`);
  if (url.pathname === '/') url.pathname = `/v1/dingtalk${app === undefined ? '' : `/${encodeURIComponent(app)}`}`;
  return url.toString();
}

interface SavedApp {
  readonly name?: string;
  readonly token?: string;
  readonly aesKey?: string;
  readonly ownerKeys?: readonly string[];
  readonly credentials?: readonly { readonly token: string; readonly aesKey: string }[];
}

/** The keys of the app to play, from the same places where the hub finds them. */
function readKeys(options: TargetOptions): { readonly name: string; readonly keys: WireKeys } {
  const { env } = process;
  const single = {
    name: 'default',
    token: env.DINGTALK_TOKEN ?? '',
    aesKey: env.DINGTALK_AES_KEY ?? '',
    ownerKeys: (env.DINGTALK_OWNER_KEY || env.DINGTALK_APP_KEY || '').split(','),
  };
  const apps: readonly SavedApp[] = env.DINGTALK_APPS
    ? parseApps(env.DINGTALK_APPS, 'DINGTALK_APPS')
    : env.DINGTALK_TOKEN
      ? [single]
      : savedApps(options.data);
  const app = options.app === undefined ? apps[0] : apps.find(({ name }) => name === options.app);
  if (app === undefined)
    throw new CliError(`There is no app "${options.app ?? ''}"; there are ${apps.map(({ name }) => name).join(', ')}.`);
  const { token, aesKey } = app.credentials?.[0] ?? app;
  const ownerKey = app.ownerKeys?.[0]?.trim();
  if (!token || aesKey?.length !== 43 || !ownerKey)
    throw new CliError('The app needs a token, an AES key of 43 characters and an owner key.');
  return { name: app.name ?? 'default', keys: { token, aesKey, ownerKey } };
}

function savedApps(data: string): readonly SavedApp[] {
  const file = appsFile(data);
  if (!existsSync(file))
    throw new CliError(
      `There are no credentials in ${data}. Start a hub there first, name its folder with --data, or set DINGTALK_TOKEN, DINGTALK_AES_KEY and DINGTALK_OWNER_KEY.`,
    );
  return parseApps(readFileSync(file, 'utf8'), file);
}

function parseApps(text: string, where: string): readonly SavedApp[] {
  try {
    const apps: unknown = JSON.parse(text);
    if (Array.isArray(apps)) return apps as readonly SavedApp[];
  } catch {
    // Reported below.
  }
  throw new CliError(`${where} is not a JSON array of apps.`);
}
