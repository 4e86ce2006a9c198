import { Command } from 'commander';
import { addEventsCommand } from './commands/events';
import { addKeysCommand } from './commands/keys';
import { addSimulateCommand } from './commands/simulate';
import { addStartCommand } from './commands/start';
import { addTablestoreCommand } from './commands/tablestore';
import { reportFailure } from './failure';
import { languageOf } from './language';
import { endWithoutReader } from './terminal';
import { version } from './version';

endWithoutReader();

const program = new Command('dinghub')
  .description('The DingTalk event hub: receives every event once, keeps it, and shows what happened.')
  .version(version)
  .showHelpAfterError('(dinghub <command> --help says more)')
  .configureHelp({ sortSubcommands: false })
  .addHelpText(
    'after',
    `
First steps:
  $ dinghub start                          run the hub; on first start it says what to paste into DingTalk
  $ dinghub simulate event user_add_org    play DingTalk: push a signed event at it
  $ dinghub events tail                    watch events arrive`,
  )
  .exitOverride();

addStartCommand(program);
addEventsCommand(program);
addSimulateCommand(program);
addKeysCommand(program);
addTablestoreCommand(program);

program.parseAsync().catch((error: unknown) => {
  process.exitCode = reportFailure(error, languageOf(process.env));
});
