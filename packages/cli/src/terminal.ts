import Table from 'cli-table3';
import pc from 'picocolors';

/**
 * What could steer a terminal or put its text in another order: C0, DEL and C1, the bidirectional controls, the line and paragraph
 * separators, and the invisible tags (U+E0000 to U+E007F).
 */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the terminal
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\udb40[\udc00-\udc7f]/g;

/** Text for a terminal: control characters, which could steer it, are shown as JSON escapes. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (unsafe) =>
    unsafe.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

/** Text of several lines for a terminal. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** A table without lines between its rows; wide (Chinese) characters are counted as two columns. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return aligned(rows, { head: head.map((name) => pc.cyan(name)) });
}

/** Rows below each other, as of a table without a head. */
export function columns(rows: readonly (readonly string[])[]): string {
  return aligned(rows, {});
}

/** Lines that come one by one are as wide as those just before them need: what is still to come is not known. */
const ALIGNED_LINES = 20;

/**
 * Makes a line of each row, in columns with the lines before; a column that none of these uses is left out.
 * @param reserved rows for which there is room from the start
 */
export function createLines(reserved: readonly (readonly string[])[] = []): (row: readonly string[]) => string {
  const latest: (readonly string[])[] = [];
  return (row) => {
    latest.push(row);
    if (latest.length > ALIGNED_LINES) latest.shift();
    const used = row.map((_, i) => latest.some((one) => one[i] !== ''));
    const rows = [...reserved, ...latest].map((one) => used.flatMap((isUsed, i) => (isUsed ? [one[i] ?? ''] : [])));
    return columns(rows).split('\n').at(-1) ?? '';
  };
}

function aligned(rows: readonly (readonly string[])[], head: { readonly head?: string[] }): string {
  const plain = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
  };
  const inner = { left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' };
  const view = new Table({
    ...head,
    chars: { ...plain, ...inner },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  view.push(...rows.map((row) => [...row]));
  return view.toString().replace(/ +$/gm, '');
}

/** JSON on one line; what JSON leaves unescaped and a terminal would obey is escaped too. */
export function jsonLine(value: object): string {
  return printable(JSON.stringify(value));
}

/** Indented JSON, escaped likewise. */
export function prettyJson(value: object): string {
  return printableLines(JSON.stringify(value, null, 2));
}

/** Ends the command quietly, as if it were done, when whoever reads its output has gone (`dinghub events list | head -1`). */
export function endWithoutReader(): void {
  process.stdout.on('error', endOnBrokenPipe);
  process.stderr.on('error', ignoreBrokenPipe);
}

/** For a server: goes on when whoever read its output has gone. */
export function goOnWithoutReader(): void {
  process.stdout.off('error', endOnBrokenPipe).on('error', ignoreBrokenPipe);
}

function endOnBrokenPipe(error: NodeJS.ErrnoException): void {
  ignoreBrokenPipe(error);
  process.exit();
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Prints a line on standard output. */
export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Prints what is under way: a dim line on standard error, where that is a terminal. The text need not be printable. */
export function printProgress(text: string): void {
  if (process.stderr.isTTY === true) printError(pc.dim(printable(text)));
}

/** Prints a line on standard error: for people, where scripts read standard output. */
export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}
