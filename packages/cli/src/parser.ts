import { Command } from 'commander';
import { usageError } from './failure';
import { both, type Told, tellHere } from './told';

/** commander, whose errors are told and printed as all others are, and name the help of the command that was typed. */
export class Parser extends Command {
  override createCommand(name?: string): Parser {
    return new Parser(name);
  }

  /** What commander calls for whatever it refuses. @throws CliError */
  override error(message: string): never {
    throw usageError(`${tellHere(told(message))}\n${tellHere(hint(pathOf(this)))}`);
  }
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function told(message: string): Told {
  const en = message.replace(/^error: /, '');
  return both(
    en,
    CHINESE.reduce((text, [pattern, zh]) => text.replace(pattern, zh), en),
  );
}

const hint = (path: string) => both(`(${path} --help says more)`, `（详见 ${path} --help）`);

/** commander has no texts but English ones; one that is not here stays so. */
const CHINESE: readonly (readonly [RegExp, string])[] = [
  [/^unknown command '(.*)'/, '未知命令 $1'],
  [/^unknown option '(.*)'/, '未知选项 $1'],
  [/^missing required argument '(.*)'/, '缺少参数 <$1>'],
  [/^required option '(.*)' not specified/, '缺少必需的选项 $1'],
  [/^option '(.*)' argument missing/, '选项 $1 缺少取值'],
  [/^option '(.*)' cannot be used with option '(.*)'/, '选项 $1 不能与 $2 同时使用'],
  [/^too many arguments.*\. Expected (\d+) arguments? but got (\d+)\./, '参数过多：最多 $1 个，实际 $2 个'],
  [/\(Did you mean (?:one of )?(.*)\?\)/, '（最相近的是：$1）'],
];
