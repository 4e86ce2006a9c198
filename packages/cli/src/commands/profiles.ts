import type { Command } from 'commander';
import pc from 'picocolors';
import { type Profile, profilesFile, readProfiles, writeProfiles } from '../api/profiles';
import { checkEndpoint, checkToken } from '../api/target';
import { CliError, usageError } from '../failure';
import { SECRET_SOURCES, secretText } from '../sources';
import { jsonLine, print, printable, table } from '../terminal';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** `dinghub profiles list | set | remove` */
export function addProfilesCommand(program: Command): void {
  const profiles = program
    .command('profiles')
    .description('Give hubs names of your own, for --profile and DINGHUB_PROFILE')
    .addHelpText('after', () => `\nThey are kept in ${profilesFile(process.env)}, readable by you alone.`);

  profiles
    .command('list')
    .alias('ls')
    .description('List profiles; tokens are never shown')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) => {
      const items = [...readProfiles(process.env)].map(([name, { endpoint, token }]) => ({
        name,
        ...(endpoint === undefined ? {} : { endpoint }),
        hasToken: token !== undefined,
      }));
      if (options.json) return print(jsonLine({ items }));
      if (items.length === 0)
        return print(pc.dim('No profiles. Make one: dinghub profiles set <name> --endpoint <url>'));
      const rows = items.map(({ name, endpoint = '', hasToken }) => [
        printable(name),
        printable(endpoint),
        hasToken ? 'yes' : 'no',
      ]);
      print(table(['name', 'endpoint', 'token'], rows));
    });

  profiles
    .command('set <name>')
    .description('Make a profile, or change what the flags say')
    .option('--endpoint <url>', 'the address of its admin API')
    .option('--token <token>', `its admin token; ${SECRET_SOURCES}`, secretText('--token'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ dinghub profiles set prod --endpoint https://hub.example.com --token @token.txt\n  $ dinghub events list --profile prod',
    )
    .action((name: string, given: Profile) => {
      if (!NAME.test(name))
        throw usageError('The name must be letters, digits, dots, dashes or underscores; up to 64.');
      if (given.endpoint === undefined && given.token === undefined)
        throw usageError('Say --endpoint <url>, --token <token> or both.');
      const all = readProfiles(process.env);
      const before = all.get(name);
      const changed = changedProfile(before, given);
      if (changed.endpoint === undefined)
        throw usageError('A profile needs an --endpoint: its token goes nowhere else.');
      writeProfiles(new Map([...all, [name, changed]]), process.env);
      print(`${pc.green(before === undefined ? 'created' : 'changed')} ${printable(name)}`);
      if (before?.token !== undefined && changed.token === undefined) {
        print(pc.yellow('Its token was for the old endpoint and is forgotten: say --token, if it is the same hub.'));
      }
    });

  profiles
    .command('remove <name>')
    .alias('rm')
    .description('Forget a profile')
    .action((name: string) => {
      const all = new Map(readProfiles(process.env));
      if (!all.delete(name)) throw new CliError(`There is no profile "${name}".`);
      writeProfiles(all, process.env);
      print(`${pc.green('removed')} ${printable(name)}`);
    });
}

/** A token is for the endpoint that it was given with. */
function changedProfile(before: Profile | undefined, { endpoint, token }: Profile): Profile {
  const to = endpoint === undefined ? before?.endpoint : checkEndpoint(endpoint);
  const kept = to === before?.endpoint ? before?.token : undefined;
  const of = token === undefined ? kept : checkToken(token, '--token');
  return { ...(to === undefined ? {} : { endpoint: to }), ...(of === undefined ? {} : { token: of }) };
}
