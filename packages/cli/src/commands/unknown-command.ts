import type { Command } from 'commander';
import { Parser } from '../parser';

/**
 * For a command that does something of its own and has others below it: says of a misspelt one what it may have been. commander
 * takes it for an argument too many, or complains of the first of its options. To be called when those below are there: they would
 * inherit that arguments may be too many.
 * @param action what the command does without any other
 */
export function actionUnlessUnknown<O>(command: Command, action: (options: O) => Promise<void>): Command {
  return command
    .allowExcessArguments()
    .allowUnknownOption()
    .action((options: O) => {
      const [first] = command.args;
      if (first !== undefined) refuse(first, command);
      return action(options);
    });
}

/** Has commander refuse it in its own words: as an option of the command, or as one of the names of those below it. */
function refuse(word: string, command: Command): void {
  if (word.startsWith('-')) {
    command.allowUnknownOption(false).parse([word], { from: 'user' });
    return;
  }
  const names = new Parser(command.name()).helpCommand(false);
  names.parent = command.parent;
  for (const below of command.commands) names.command(below.name()).aliases(below.aliases());
  names.parse([word], { from: 'user' });
}
