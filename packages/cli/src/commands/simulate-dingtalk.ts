import type { Command } from 'commander';
import { duration, durations, oneOf, wholeNumber } from '../options';
import { DEFAULT_PORT } from '../simulation/dingtalk/control';
import { fault } from '../simulation/dingtalk/fault';
import { SIMULATED } from '../simulation/dingtalk/identities';
import { push } from '../simulation/dingtalk/push';
import { serve } from '../simulation/dingtalk/serve';
import type { PlayOptions } from '../simulation/dingtalk/stage';
import { status } from '../simulation/dingtalk/status';
import { sendToSuite, sync } from '../simulation/dingtalk/suite';
import { withHubUrl } from '../simulation/hub-url';
import { SECRET_SOURCES, secretText } from '../sources';
import { actionUnlessUnknown } from './unknown-command';

const EXAMPLES = `
Examples, each in a terminal that has the variables which this command prints:
  $ dinghub simulate dingtalk --fast                              an open platform at http://127.0.0.1:${DEFAULT_PORT}
  $ dinghub start                                                 in a second terminal
  $ dinghub dingtalk register --url http://127.0.0.1:8787         in a third one, as what follows
  $ dinghub simulate dingtalk push user_add_org                   arrives
  $ dinghub simulate dingtalk push user_add_org --count 3         with the hub stopped: fails, and is on the failed list
  $ dinghub dingtalk reconcile                                    fetches what failed; then start the hub again

A third-party app, which the hub has under the name suite:
  $ dinghub app add --name suite --owner-key suite4xxxxxxxxxxxxxxx --owner-key ${SIMULATED.suiteKey} \\
      --app-key ${SIMULATED.suiteKey} --app-secret ${SIMULATED.suiteSecret}
  $ dinghub simulate dingtalk --suite --app suite
  $ dinghub simulate dingtalk check-suite-url
  $ dinghub simulate dingtalk authorise ding-customer
  $ dinghub simulate dingtalk sync user_add_org --corp ding-customer

Every program of every user of this machine can call it, and with its AppKey and AppSecret read what is registered: the hub’s token and
AES key. Web pages cannot.`;

const port = wholeNumber('--port', 0, 65_535);
const count = wholeNumber('--count', 1, 10_000);

/** `dinghub simulate dingtalk`, and what a simulated DingTalk can be told to do. */
export function addSimulateDingTalkCommand(simulate: Command): void {
  const dingTalk = withHubUrl(simulate.command('dingtalk'))
    .description(
      'Be DingTalk’s open platform: tokens, callbacks by API, pushes with retries, the failed list; no account',
    )
    .enablePositionalOptions()
    .option('--port <number>', 'port on 127.0.0.1; 0 takes any free one', port, DEFAULT_PORT)
    .option('--app-key <key>', 'AppKey (Client ID) of the internal app', SIMULATED.appKey)
    .option(
      '--app-secret <secret>',
      `its AppSecret (Client Secret); ${SECRET_SOURCES}`,
      secretText('--app-secret'),
      SIMULATED.appSecret,
    )
    .option('--corp-id <corpId>', 'the organisation', SIMULATED.corpId)
    .option('--suite [suiteKey]', 'a third-party app besides, with the token and AES key that the hub has for --app')
    .option(
      '--suite-secret <secret>',
      `its secret; ${SECRET_SOURCES}`,
      secretText('--suite-secret'),
      SIMULATED.suiteSecret,
    )
    .option('--app <name>', 'the hub’s app that the third-party app pushes to, when there are several')
    .option('--data <folder>', 'the hub’s data folder', '.dinghub')
    .option('--fast', 'retry within a second, in place of 10 s and 30 s')
    .option('--retry-delays <times>', 'wait so long before each retry, e.g. 1s,5s', durations('--retry-delays'))
    .option('--deadline <time>', 'wait so long for an answer (2500ms)', duration('--deadline'))
    .option('--token-lifetime <time>', 'access tokens are valid so long (2h)', duration('--token-lifetime'))
    .option('--qps <number>', 'so many calls a second for each app and API (20)', wholeNumber('--qps', 1, 1_000_000))
    .option(
      '--failed-list-delay <time>',
      'what failed is on the failed list after so long (0s; at DingTalk 3 to 5 minutes)',
      duration('--failed-list-delay'),
    )
    .option('--json', 'print each call and each push as JSON on a line of its own')
    .addHelpText('after', EXAMPLES);

  dingTalk.commandsGroup('While it runs, from another terminal:');
  const on: On = (usage, description, ...examples) =>
    dingTalk
      .command(usage)
      .description(description)
      .option('--port <number>', `its port; else that of DINGTALK_API_ENDPOINT, else ${DEFAULT_PORT}`, port)
      .option('--json', 'print JSON')
      .addHelpText(
        'after',
        `\nExample${examples.length > 1 ? 's' : ''}:\n${examples.map((one) => `  $ dinghub simulate dingtalk ${one}`).join('\n')}`,
      );

  on(
    'push <type>',
    'Push sample events to what is registered by API, and keep for the failed list what fails',
    'push user_add_org',
    'push bpms_instance_change --count 200',
  )
    .option('--count <number>', 'how many', count, 1)
    .action(push);
  on(
    'status',
    'What is registered, who has authorised, how much waits on the failed list',
    'status',
    'status --port 8800 --json',
  ).action(status);
  on(
    'fault [code]',
    'Let the next calls go wrong: an error code such as 90018 or 88/60011, or hang, reset, html, ban',
    'fault 90018 --path /gettoken --times 2',
    'fault hang --late',
    'fault --clear',
  )
    .option('--path <path>', 'only this API, e.g. /gettoken', '*')
    .option('--times <number>', 'how many calls', wholeNumber('--times', 1, 1_000_000), 1)
    .option('--late', 'the call takes effect all the same: only its answer is lost')
    .option('--clear', 'let nothing go wrong any more')
    .action(fault);
  addSuiteCommands(on);
  actionUnlessUnknown(dingTalk, serve);
}

type On = (usage: string, description: string, ...examples: readonly string[]) => Command;
const as = oneOf('--as', ['event', 'row'] as const);

function addSuiteCommands(on: On): void {
  on(
    'check-suite-url',
    'Third party: check the URL, as the console does before it creates the suite',
    'check-suite-url',
    'check-suite-url --update',
  )
    .option('--update', 'as it does when the URL is saved again')
    .action((options: PlayOptions & { readonly update?: boolean }) =>
      sendToSuite({ action: options.update ? 'check_update_suite_url' : 'check_create_suite_url' }, options),
    );
  on('suite-ticket', 'Third party: a new ticket', 'suite-ticket', 'suite-ticket --as event')
    .option('--as <shape>', 'event, or row of a SyncHTTP push', as, 'row')
    .action((options: PlayOptions & { readonly as: string }) =>
      sendToSuite({ action: 'suite_ticket', as: options.as }, options),
    );
  on(
    'authorise <corpId>',
    'Third party: an organisation authorises the app',
    'authorise ding-customer',
    'authorise ding-customer --as event',
  )
    .alias('authorize')
    .option('--as <shape>', 'event (tmp_auth_code), or row of a SyncHTTP push', as, 'row')
    .action((corpId: string, options: PlayOptions & { readonly as: string }) =>
      sendToSuite({ action: options.as === 'event' ? 'tmp_auth_code' : 'org_suite_auth', corpId }, options),
    );
  on('relieve <corpId>', 'Third party: it takes that back', 'relieve ding-customer').action(
    (corpId: string, options: PlayOptions) => sendToSuite({ action: 'org_suite_relieve', corpId }, options),
  );
  on(
    'sync <type>',
    'Third party: rows of a SyncHTTP push, e.g. user_add_org, org_dept_modify',
    'sync user_add_org --corp ding-customer',
    'sync org_dept_modify --count 3',
  )
    .option('--corp <corpId>', 'whose; else the organisation’s of the app')
    .option('--count <number>', 'how many rows', wholeNumber('--count', 1, 1000), 1)
    .action(sync);
}
