import type { Command } from 'commander';
import pc from 'picocolors';
import { languageOf } from '../language';
import { DEFAULT_FOLDER } from '../next-command';
import { printable, printError } from '../terminal';
import { createSend } from './exchange';
import { createHubApi, type HubApi } from './hub-api';
import { createHubClient } from './hub-client';
import { HUB_TEXTS } from './hub-texts';
import { type HubTarget, isLoopback, resolveTarget, type TargetOptions } from './target';

/** What every command that asks a hub can be told. */
export interface HubOptions extends TargetOptions {
  readonly json?: boolean;
}

/** Adds the options that say which hub is meant, and `--json`. */
export function withHubOptions(command: Command): Command {
  return command
    .option('--json', 'print JSON')
    .optionsGroup('Which hub:')
    .option(
      '--endpoint <url>',
      'its address; else DINGHUB_ENDPOINT, else the profile’s, else where the hub of the data folder runs (8787)',
    )
    .option(
      '--token <token>',
      'its admin token; else DINGHUB_ADMIN_TOKEN, else the profile’s, else that in the data folder',
    )
    .option('--profile <name>', 'a hub that `dinghub profiles set` gave a name; else DINGHUB_PROFILE')
    .option('--data <folder>', 'the data folder of a local hub', DEFAULT_FOLDER)
    .optionsGroup('Options:');
}

/** The admin API of the hub that is meant. @throws CliError when the options contradict themselves */
export function openHub(options: TargetOptions): HubApi {
  return connect(resolveTarget(options, process.env));
}

/** The admin API of a hub. */
export function connect(target: HubTarget): HubApi {
  const language = languageOf(process.env);
  const { endpoint, token } = target;
  if (token !== undefined && endpoint.startsWith('http:') && !isLoopback(endpoint)) {
    printError(pc.yellow(HUB_TEXTS[language].unencrypted(endpoint)));
  }
  return createHubApi(createHubClient({ target, send: createSend(), clock: Date.now, language }));
}

/** The options as they were given, for a command that the user is to enter next; never the token. */
export function flagsOf({ endpoint, profile, data }: TargetOptions): string {
  const given = [
    ['--endpoint', endpoint],
    ['--profile', profile],
    ['--data', data === DEFAULT_FOLDER ? undefined : data],
  ] as const;
  return given.map(([name, value]) => (value === undefined ? '' : ` ${name} ${printable(value)}`)).join('');
}
