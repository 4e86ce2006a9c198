/** The data folder of a command that is not told another. */
export const DEFAULT_FOLDER = '.dinghub';

/** The data folder, for a command that the user is to enter next; nothing where that finds it by itself. */
export function folderFlag(data: string): string {
  return data === DEFAULT_FOLDER ? '' : ` --data ${shellWord(data)}`;
}

/** A value as a shell reads it. */
export function shellWord(value: string): string {
  return /^[\w:/.,-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** The command that goes on where this one, a listing, ended. A token is not repeated: output is kept and passed on. */
export function nextPage(args: readonly string[], cursor: string): string {
  const words = args.flatMap((word, i) => {
    const before = args[i - 1];
    if (before === '--cursor' || /^--cursor(=|$)/.test(word)) return [];
    if (before === '--token') return '…';
    return word.startsWith('--token=') ? '--token=…' : shellWord(word);
  });
  return ['npx dinghub', ...words, '--cursor', shellWord(cursor)].join(' ');
}
