import { randomBytes } from 'node:crypto';
import { sampleEvent, startSimulatorServer } from '@dinghub/simulator';
import type { Command } from 'commander';
import pc from 'picocolors';
import { EXIT_FAILED } from '../failure';
import { positiveNumber, wholeNumber } from '../options';
import { type LoadOptions, runLoad } from '../simulation/load';
import { explain, type Target, withSimulator } from '../simulation/observed-simulator';
import { goOnWithoutReader, jsonLine, print } from '../terminal';
import { addSimulateDingTalkCommand } from './simulate-dingtalk';

/** `dinghub simulate check-url | event | server | dingtalk` */
export function addSimulateCommand(program: Command): void {
  const simulate = program
    .command('simulate')
    .description('Play DingTalk: sign, seal and push events at a hub')
    .enablePositionalOptions()
    .addHelpText(
      'after',
      '\nToken and AES key come from the environment (DINGTALK_*, as the hub has it), else from apps.json in the data folder.\nWhile an app rotates they are the old ones: a test push must not look as if DingTalk had the new ones.',
    );

  withTarget(
    simulate.command('check-url').description('Send check_url, as the console does before it saves a URL'),
  ).action(async (options: Target & { json?: boolean }) => {
    const result = await withSimulator({ target: options }, (simulator) => simulator.checkUrl());
    if (result.kind === 'failed') process.exitCode = EXIT_FAILED;
    if (options.json) return print(jsonLine(result));
    const ok = result.kind === 'delivered';
    print(
      ok ? pc.green(`ok: the hub answered success in ${result.durationMs} ms`) : pc.red(`failed: ${explain(result)}`),
    );
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
    .action((options: Target & { port: number }) => {
      goOnWithoutReader();
      const onRetry = (notice: string) => process.stderr.write(`${pc.yellow(notice)}\n`);
      return withSimulator({ target: options, onRetry }, async (simulator) => {
        const complete = (type: string) => sampleEvent(type, { clock: Date.now, random: randomBytes });
        const server = await startSimulatorServer({ simulator, port: options.port, complete });
        print(pc.green(`The simulator is at ${server.url}. Stop it with Ctrl-C.`));
        await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
        await server.close();
      });
    });

  addSimulateDingTalkCommand(simulate);
}

function withTarget(command: Command): Command {
  return command
    .option('--url <url>', 'the hub', 'http://127.0.0.1:8787')
    .option('--app <name>', 'the app to push to, when there are several')
    .option('--data <folder>', 'the hub’s data folder', '.dinghub')
    .option('--json', 'print JSON');
}
