import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { sampleEvent, startSimulatorServer } from '@dinghub/simulator';
import type { Command } from 'commander';
import pc from 'picocolors';
import { EXIT_FAILED } from '../failure';
import { positiveNumber, wholeNumber } from '../options';
import { type HubOfSimulator, withHubUrl } from '../simulation/hub-url';
import { type LoadOptions, runLoad } from '../simulation/load';
import { withSimulator } from '../simulation/observed-simulator';
import { explain, type FailedPush } from '../simulation/push-texts';
import { adviceOn } from '../simulation/verdict';
import { stopSignal } from '../stop-signal';
import { goOnWithoutReader, jsonLine, print, printError } from '../terminal';
import { both, type Told, tellHere } from '../told';
import { addSimulateDingTalkCommand } from './simulate-dingtalk';

/** `dinghub simulate check-url | event | server | dingtalk` */
export function addSimulateCommand(program: Command): void {
  const simulate = program
    .command('simulate')
    .description('Play DingTalk: sign, seal and push events at a hub')
    .enablePositionalOptions()
    .addHelpText(
      'after',
      '\nToken and AES key come from the environment (DINGTALK_*, as the hub has it), else from apps.json in the data folder.\nWhile an app rotates they are the old ones: a test push must not look as if DingTalk had the new ones.\n\nExamples:\n  $ dinghub simulate check-url\n  $ dinghub simulate event user_add_org\n  $ dinghub simulate dingtalk --fast',
    );

  withTarget(simulate.command('check-url').description('Send check_url, as the console does before it saves a URL'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ dinghub simulate check-url\n  $ dinghub simulate check-url --url https://hub.example.com --app hr',
    )
    .action(async (options: HubOfSimulator & { json?: boolean }) => {
      const [url, result] = await withSimulator(
        { target: options },
        async (simulator) => [simulator.url, await simulator.checkUrl()] as const,
      );
      if (result.kind === 'failed') process.exitCode = EXIT_FAILED;
      const advice = adviceOn(result);
      const next = advice && tellHere(advice);
      if (options.json) return print(jsonLine(next === undefined ? result : { ...result, next }));
      print(result.kind === 'delivered' ? pc.green(tellHere(answered(result))) : pc.red(tellHere(failed(url, result))));
      if (next !== undefined) print(`→ ${next}`);
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
    .action((type: string, options: LoadOptions) => runLoad(type, options));

  withTarget(simulate.command('server').description('Serve the simulator: POST /push, POST /check-url, GET /failed'))
    .option('--port <number>', 'port on 127.0.0.1', wholeNumber('--port', 0, 65_535), 8788)
    .addHelpText(
      'after',
      `
Examples:
  $ dinghub simulate server
  $ curl http://127.0.0.1:8788/push -H 'content-type: application/json' -d '{"EventType":"user_add_org"}'`,
    )
    .action((options: HubOfSimulator & { port: number }) => {
      goOnWithoutReader();
      const onRetry = (notice: Told) => printError(pc.yellow(tellHere(notice)));
      return withSimulator({ target: options, onRetry }, async (simulator) => {
        const complete = (type: string) => sampleEvent(type, { clock: Date.now, random: randomBytes });
        const server = await startSimulatorServer({ simulator, port: options.port, complete });
        const stopped = once(stopSignal(), 'abort');
        print(pc.green(tellHere(started(server.url))));
        await stopped;
        await server.close();
      });
    });

  addSimulateDingTalkCommand(simulate);
}

function withTarget(command: Command): Command {
  return withHubUrl(command)
    .option('--app <name>', 'the app to push to, when there are several')
    .option('--data <folder>', 'the hub’s data folder', '.dinghub')
    .option('--json', 'print JSON');
}

const answered = ({ durationMs: ms }: { readonly durationMs: number }) =>
  both(`ok: the hub answered success in ${ms} ms`, `正常：dinghub 在 ${ms} 毫秒内应答 success`);
const failed = (url: string, result: FailedPush) => {
  const { en, zh } = explain(result);
  return both(`failed: ${url}: ${en}`, `失败：${url}：${zh}`);
};
const started = (url: string) =>
  both(`The simulator is at ${url}. Stop it with Ctrl-C.`, `模拟器已启动：${url}，按 Ctrl-C 停止。`);
