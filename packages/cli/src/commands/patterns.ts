import { isJsonObject, type JsonObject } from '@dinghub/core';
import { compilePattern, InvalidPattern } from '@dinghub/core/dispatch';
import type { Command } from 'commander';
import pc from 'picocolors';
import { type HubOptions, openHub, withHubOptions } from '../api/hub-options';
import { EXIT_FAILED, usageError } from '../failure';
import { JSON_SOURCES, jsonFile, jsonObject } from '../sources';
import { jsonLine, print } from '../terminal';
import { both, tellHere } from '../told';

interface TestOptions extends HubOptions {
  readonly pattern: JsonObject;
  readonly event?: JsonObject;
  readonly eventFile?: JsonObject;
}

/** `dinghub patterns test` */
export function addPatternsCommand(program: Command): void {
  const patterns = program
    .command('patterns')
    .description('Try event patterns')
    .addHelpText(
      'after',
      `\nExample:\n  $ dinghub patterns test --pattern '{"type":[{"prefix":"user_"}]}' --event '{"type":"user_add_org"}'`,
    );

  withHubOptions(
    patterns.command('test').description('Say whether a pattern matches an event; no hub is needed for it'),
  )
    .requiredOption('--pattern <pattern>', `an EventBridge pattern: ${JSON_SOURCES}`, jsonObject('--pattern'))
    .option('--event <event>', `the event: ${JSON_SOURCES}`, jsonObject('--event'))
    .option('--event-file <path>', 'a file with the event; - for standard input', jsonFile('--event-file'))
    .addHelpText(
      'after',
      `
It ends with 0 for a match and 1 for none. With --endpoint or --profile a hub is asked instead.

Examples:
  $ dinghub patterns test --pattern '{"type":["check_in"]}' --event '{"type":"check_in"}'
  $ dinghub events show <id> --json | dinghub patterns test --pattern @pattern.json --event -`,
    )
    .action(async (options: TestOptions) => {
      const { pattern, event, eventFile } = options;
      if ((event === undefined) === (eventFile === undefined)) throw usageError(tellHere(WHICH_EVENT));
      const tested = unwrapped(event ?? eventFile ?? {});
      const isRemote = options.endpoint !== undefined || options.profile !== undefined;
      const match = isRemote ? await openHub(options).testPattern(pattern, tested) : matches(pattern, tested);
      if (!match) process.exitCode = EXIT_FAILED;
      if (options.json) return print(jsonLine({ match }));
      print(match ? pc.green(tellHere(both('match', '匹配'))) : pc.yellow(tellHere(both('no match', '不匹配'))));
    });
}

function matches(pattern: JsonObject, event: JsonObject): boolean {
  try {
    return compilePattern(pattern).matches(event);
  } catch (error) {
    throw error instanceof InvalidPattern ? usageError(tellHere(NO_PATTERN(error.message))) : error;
  }
}

/** An event as `events show --json` prints it lies in its envelope. */
function unwrapped(document: JsonObject): JsonObject {
  const { event, receivedAt, specversion } = document;
  return specversion === undefined && receivedAt !== undefined && isJsonObject(event) ? event : document;
}

const WHICH_EVENT = both(
  'Say --event <event> or --event-file <path>.',
  '请用 --event <event> 或 --event-file <path> 指定事件。',
);
const NO_PATTERN = (problem: string) => both(`--pattern: ${problem}`, `--pattern 不是有效的匹配规则：${problem}`);
