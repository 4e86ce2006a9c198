import type { Environment } from '@dinghub/core';
import { type Command, Option } from 'commander';
import { resolveEndpoint } from '../api/target';
import { callbackPath } from '../apps/callback-path';

/** Which hub is pushed at, as the command line says it: as `--url`, or as the commands that ask a hub call it. */
export interface HubOfSimulator {
  readonly url?: string;
  readonly endpoint?: string;
  readonly data: string;
  readonly app?: string;
}

/** Adds `--url`, and the name that the commands which ask a hub have for it. */
export function withHubUrl(command: Command): Command {
  return command
    .option(
      '--url <url>',
      'the hub; else DINGHUB_ENDPOINT, else the profile’s, else where the hub of the data folder runs (8787)',
    )
    .addOption(new Option('--endpoint <url>', 'the same').conflicts('url'));
}

/** The URL of the hub to push at. Without one on the command line it is the one that the other commands talk to. @throws CliError */
export function hubUrlFrom({ url, endpoint, data, app }: HubOfSimulator, env: Environment): string {
  const given = url ?? endpoint;
  if (given !== undefined) return given;
  const found = resolveEndpoint({ data }, env);
  // A path of its own is where the hub’s paths begin, such as the stage of an API.
  return new URL(found).pathname === '/' ? found : `${found}${callbackPath(app)}`;
}
