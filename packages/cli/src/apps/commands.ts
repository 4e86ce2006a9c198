import type { Command } from 'commander';
import { several } from '../options';
import { SECRET_SOURCES, secretText } from '../sources';
import { add } from './add';
import { listApps } from './list';
import { remove } from './remove';
import { rotate } from './rotate';
import { set } from './set';

/** `dinghub app list | add | set | rotate | remove` */
export function addAppCommand(program: Command): void {
  const app = program
    .command('app')
    .description('The apps of a hub on this machine: apps.json in its data folder')
    .addHelpText(
      'after',
      '\nA hub that has DINGTALK_APPS or DINGTALK_TOKEN in its environment does not read the file. A running hub reads it when it starts.\n\nExamples:\n  $ dinghub app list\n  $ dinghub app add --name hr --owner-key dingxxxx\n  $ dinghub app rotate hr',
    );

  withFile(
    app
      .command('list')
      .alias('ls')
      .description('List apps; tokens and keys are never shown, owner keys only as they begin and end'),
  )
    .addHelpText('after', '\nExamples:\n  $ dinghub app list\n  $ dinghub app list --data /var/lib/dinghub --json')
    .action(listApps);

  withKeys(
    app
      .command('add')
      .description('Add an app: makes a token and an AES key, and prints them once')
      .requiredOption('--name <name>', 'the end of its path, /v1/dingtalk/<name>')
      .requiredOption('--owner-key <key>', OWNER_KEY, ownerKeys),
  )
    .addHelpText(
      'after',
      '\nExample:\n  $ dinghub app add --name hr --owner-key dingxxxx --app-key dingxxxx --app-secret env:HR_SECRET',
    )
    .action(add);

  withKeys(
    app
      .command('set <name>')
      .description('Change an app’s owner keys, or the keys that it calls DingTalk with; what is not named stays')
      .option('--owner-key <key>', `in place of those there are: ${OWNER_KEY}`, ownerKeys),
  )
    .addHelpText(
      'after',
      '\nExample:\n  $ dinghub app set suite --owner-key suitexxxx --app-key suitexxxx --app-secret env:SUITE_SECRET',
    )
    .action(set);

  withFile(
    app
      .command('rotate <name>')
      .description('Make a new token and AES key, and print them once; the old ones go on working until --finish')
      .option('--finish', 'forget the old ones, once events come with the new ones alone')
      .option('--force', 'with --finish: also when the old ones are in use, or when that is not known')
      .option('--yes', 'do not ask')
      .option('--dry-run', 'check, and say what would be done'),
  )
    .addHelpText(
      'after',
      `
1. dinghub app rotate hr             the hub accepts both, once it is restarted
2. give DingTalk the new ones: dinghub dingtalk register --url … --app hr, or paste them into the developer console
3. dinghub app rotate hr --finish    when events come with the new ones alone; restart the hub again

The hub remembers when events last came with the new ones, and with the old ones. --finish looks that up in the store of the data
folder, and refuses while the old ones are in use. dinghub app list and dinghub doctor show it too. Test pushes of dinghub simulate come with
the old ones.`,
    )
    .action(rotate);

  withFile(
    app
      .command('remove <name>')
      .alias('rm')
      .description('Remove an app, its token and its AES key; its events stay')
      .option('--yes', 'do not ask')
      .option('--dry-run', 'check, and say what would be done'),
  )
    .addHelpText('after', '\nExamples:\n  $ dinghub app remove hr --dry-run\n  $ dinghub app remove hr --yes')
    .action(remove);
}

const OWNER_KEY = 'AppKey (console), corpId (API) or suiteKey (third party); can be repeated';
const ownerKeys = several((key) => key.trim());

function withKeys(command: Command): Command {
  return withFile(command)
    .option('--app-key <key>', 'Client ID or suiteKey, to call DingTalk with')
    .option('--app-secret <secret>', `Client Secret or suiteSecret; ${SECRET_SOURCES}`, secretText('--app-secret'))
    .option('--dry-run', 'check, and say what would be done');
}

function withFile(command: Command): Command {
  return command.option('--data <folder>', 'the hub’s data folder', '.dinghub').option('--json', 'print JSON');
}
