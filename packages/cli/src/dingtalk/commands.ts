import type { Command } from 'commander';
import { addAppCommand } from '../apps/commands';
import { addDoctorCommand } from '../doctor/command';
import { reconcile } from './reconcile';
import { register } from './register';
import { status, unregister } from './registered';
import { commaList } from './registration-options';

const CREDENTIALS = `
Token, AES key and owner keys come from where the hub has them: the environment, else apps.json in the data folder. Calls to
DingTalk need the app’s AppKey and AppSecret too: DINGTALK_APP_KEY and DINGTALK_APP_SECRET, or appKey and appSecret of the app
in DINGTALK_APPS or apps.json (dinghub app set); of several apps in apps.json the variables are about the one called default.
DINGTALK_API_ENDPOINT names another DingTalk, such as a simulator on this machine.`;

/** DingTalk's side: `dinghub dingtalk …`, `dinghub doctor`, `dinghub app …` */
export function addDingTalkCommands(program: Command): void {
  program.commandsGroup('Set up DingTalk’s side:');
  addAppCommand(program);
  addDingTalkCommand(program);
  addDoctorCommand(program);
}

function addDingTalkCommand(program: Command): void {
  const dingTalk = program
    .command('dingtalk')
    .description('Register the hub’s URL at DingTalk, see what is registered, fetch what DingTalk could not deliver')
    .addHelpText(
      'after',
      `${CREDENTIALS}

Examples:
  $ dinghub dingtalk register --url https://hub.example.com
  $ dinghub dingtalk status
  $ dinghub dingtalk reconcile`,
    );

  withApp(
    dingTalk
      .command('register')
      .description('Register the URL, or update what is registered; DingTalk calls it with check_url meanwhile')
      .requiredOption('--url <url>', 'the hub’s public address, with or without the path of the callback')
      .option('--tags <list>', 'e.g. bpms_*,user_add_org; else what is registered stays, * the first time', commaList)
      .option('--dry-run', 'check everything and say what would be done')
      .option('--force', 'ask DingTalk also when the check_url from here failed')
      .option('--verbose', 'print every tag'),
  )
    .addHelpText(
      'after',
      `${CREDENTIALS}

First a signed check_url goes to the URL from here. When it fails, DingTalk is not asked, unless --force is given.
What is registered by API is sealed with the corpId: the hub has to accept it as an owner key.

Examples:
  $ dinghub dingtalk register --url https://hub.example.com --dry-run
  $ dinghub dingtalk register --url https://hub.example.com/v1/dingtalk/hr --app hr --tags 'bpms_*,user_add_org'`,
    )
    .action(register);

  withApp(
    dingTalk
      .command('status')
      .description('What DingTalk has registered, and whether its keys are the hub’s')
      .option('--verbose', 'print every tag'),
  )
    .addHelpText(
      'after',
      `${CREDENTIALS}

Examples:
  $ dinghub dingtalk status --verbose
  $ dinghub dingtalk status --app hr --json`,
    )
    .action(status);

  withApp(
    dingTalk
      .command('unregister')
      .description('End all pushes of what was registered by API')
      .option('--yes', 'do not ask')
      .option('--dry-run', 'say what would be done'),
  )
    .addHelpText(
      'after',
      `${CREDENTIALS}

Examples:
  $ dinghub dingtalk unregister --dry-run
  $ dinghub dingtalk unregister --app hr --yes`,
    )
    .action(unregister);

  withApp(
    dingTalk
      .command('reconcile')
      .description(
        'Fetch what DingTalk could not deliver into the store of the data folder, and append what is missing',
      )
      .option('--dry-run', 'append nothing; but what is asked for is taken, see below')
      .option('--reread', 'compare pages again that were not understood, for a version that knows better'),
  )
    .addHelpText(
      'after',
      `
DingTalk gives each page of its failed list once: to ask is to take. Every page is therefore stored before the next call, with
--dry-run too; the next run finds it there, and only then are its events appended. One poller runs at a time; a running hub need
not be stopped: it finds what was appended within a minute and delivers it. What comes out is marked recovered. Ctrl-C ends it after
the page that it has asked for, with exit code 130.
${CREDENTIALS}

Examples:
  $ dinghub dingtalk reconcile
  $ dinghub dingtalk reconcile --app suite --data /var/lib/dinghub --json`,
    )
    .action(reconcile);
}

function withApp(command: Command): Command {
  return command
    .option('--app <name>', 'the app, when there are several')
    .option('--data <folder>', 'the hub’s data folder', '.dinghub')
    .option('--json', 'print JSON');
}
