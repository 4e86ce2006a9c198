import type { Command } from 'commander';
import pc from 'picocolors';
import { noSuchProfile, type Profile, profilesFile, readProfiles, writeProfiles } from '../api/profiles';
import { checkEndpoint, checkToken } from '../api/target';
import { CliError, usageError } from '../failure';
import { SECRET_SOURCES, secretText } from '../sources';
import { jsonLine, print, printable, table } from '../terminal';
import { both, headOf, tellHere } from '../told';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** `dinghub profiles list | set | remove` */
export function addProfilesCommand(program: Command): void {
  const profiles = program
    .command('profiles')
    .description('Give hubs names of your own, for --profile and DINGHUB_PROFILE')
    .addHelpText(
      'after',
      () =>
        `\nThey are kept in ${profilesFile(process.env)}, readable by you alone.\n\nExamples:\n  $ dinghub profiles set prod --endpoint https://hub.example.com --token @token.txt\n  $ dinghub subscriptions list --profile prod`,
    );

  profiles
    .command('list')
    .alias('ls')
    .description('List profiles; tokens are never shown')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ dinghub profiles list')
    .action((options: { json?: boolean }) => {
      const items = [...readProfiles(process.env)].map(([name, { endpoint, token }]) => ({
        name,
        ...(endpoint === undefined ? {} : { endpoint }),
        hasToken: token !== undefined,
      }));
      if (options.json) return print(jsonLine({ items }));
      if (items.length === 0) return print(pc.dim(tellHere(NONE)));
      const rows = items.map(({ name, endpoint = '', hasToken }) => [
        printable(name),
        printable(endpoint),
        tellHere(hasToken ? both('yes', '有') : both('no', '无')),
      ]);
      print(table(headOf(HEAD), rows));
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
      if (!NAME.test(name)) throw usageError(tellHere(NO_NAME));
      if (given.endpoint === undefined && given.token === undefined) throw usageError(tellHere(NOTHING_SAID));
      const all = readProfiles(process.env);
      const before = all.get(name);
      const changed = changedProfile(before, given);
      if (changed.endpoint === undefined) throw usageError(tellHere(NO_ENDPOINT));
      writeProfiles(new Map([...all, [name, changed]]), process.env);
      print(`${pc.green(tellHere(before === undefined ? CREATED : CHANGED))} ${printable(name)}`);
      if (before?.token !== undefined && changed.token === undefined) {
        print(pc.yellow(tellHere(TOKEN_FORGOTTEN)));
      }
    });

  profiles
    .command('remove <name>')
    .alias('rm')
    .description('Forget a profile')
    .addHelpText('after', '\nExample:\n  $ dinghub profiles remove prod')
    .action((name: string) => {
      const all = new Map(readProfiles(process.env));
      if (!all.delete(name)) throw new CliError(tellHere(noSuchProfile(name, [...all.keys()])));
      writeProfiles(all, process.env);
      print(`${pc.green(tellHere(both('removed', '已删除')))} ${printable(name)}`);
    });
}

/** A token is for the endpoint that it was given with. */
function changedProfile(before: Profile | undefined, { endpoint, token }: Profile): Profile {
  const to = endpoint === undefined ? before?.endpoint : checkEndpoint(endpoint);
  const kept = to === before?.endpoint ? before?.token : undefined;
  const of = token === undefined ? kept : checkToken(token, '--token');
  return { ...(to === undefined ? {} : { endpoint: to }), ...(of === undefined ? {} : { token: of }) };
}

const NONE = both(
  'No profiles. Make one: dinghub profiles set <name> --endpoint <url>',
  '没有配置档。可用 dinghub profiles set <name> --endpoint <url> 创建。',
);
const HEAD = both('name|endpoint|token', '名称|endpoint|令牌');
const NO_NAME = both(
  'The name must be letters, digits, dots, dashes or underscores; up to 64.',
  '名称只能包含字母、数字、点、短横线和下划线，最多 64 个字符。',
);
const NOTHING_SAID = both(
  'Say --endpoint <url>, --token <token> or both.',
  '请指定 --endpoint <url>、--token <token> 或两者。',
);
const NO_ENDPOINT = both(
  'A profile needs an --endpoint: its token goes nowhere else.',
  '配置档必须有 --endpoint：令牌只会发送到该地址。',
);
const CREATED = both('created', '已创建');
const CHANGED = both('changed', '已更新');
const TOKEN_FORGOTTEN = both(
  'Its token was for the old endpoint and is forgotten: say --token, if it is the same hub.',
  '原令牌属于旧的 endpoint，已删除；如果仍是同一个 dinghub，请用 --token 重新提供。',
);
