import { addDeliveriesCommand } from './commands/deliveries';
import { addEventsCommand } from './commands/events';
import { addKeysCommand } from './commands/keys';
import { addListenCommand } from './commands/listen';
import { addPatternsCommand } from './commands/patterns';
import { addProfilesCommand } from './commands/profiles';
import { addReplayCommand } from './commands/replay';
import { addSimulateCommand } from './commands/simulate';
import { addStartCommand } from './commands/start';
import { addSubscriptionsCommand } from './commands/subscriptions';
import { addSuiteCommand } from './commands/suite';
import { addTablestoreCommand } from './commands/tablestore';
import { addDingTalkCommands } from './dingtalk/commands';
import { reportFailure } from './failure';
import { languageOf } from './language';
import { Parser } from './parser';
import { endWithoutReader } from './terminal';
import { version } from './version';

endWithoutReader();

const program = new Parser('dinghub')
  .description(
    'The DingTalk event hub: receives every event once, keeps it, and brings it to every system that wants it.',
  )
  .version(version)
  // What follows the name of a command is that command’s own: `simulate dingtalk` and what is below it share names of options.
  .enablePositionalOptions()
  .configureHelp({ sortSubcommands: false })
  .addHelpText(
    'after',
    `
First steps:
  $ dinghub start                          run the hub; on first start it says what to paste into DingTalk
  $ dinghub simulate event user_add_org    play DingTalk: push a signed event at it
  $ dinghub events tail                    watch events arrive

Then bring them to your systems:
  $ dinghub subscriptions create --url http://127.0.0.1:9000 --all    register one; prints its signing secret
  $ dinghub listen --secret whsec_…                                   be one: print and verify what comes
  $ dinghub deliveries list                                           see what became of each event

Another hub than that on this machine: --endpoint and --token, or a profile (dinghub profiles set).`,
  )
  .exitOverride();

program.commandsGroup('Run a hub:');
addStartCommand(program);
addKeysCommand(program);
addTablestoreCommand(program);
addDingTalkCommands(program);
program.commandsGroup('Look at events and deliver them:');
addEventsCommand(program);
addSubscriptionsCommand(program);
addDeliveriesCommand(program);
addReplayCommand(program);
addPatternsCommand(program);
addSuiteCommand(program);
addProfilesCommand(program);
program.commandsGroup('Play the others:');
addSimulateCommand(program);
addListenCommand(program);

program.parseAsync().catch((error: unknown) => {
  process.exitCode = reportFailure(error, languageOf(process.env));
});
