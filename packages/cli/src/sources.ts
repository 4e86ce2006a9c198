import { readFileSync } from 'node:fs';
import { isJsonObject, type JsonObject, parseJsonObject } from '@dinghub/core';
import { usageError } from './failure';
import { both, type Told, tellHere } from './told';

/** Not `process.stdin.fd`: to ask for that makes it non-blocking, and reading fails. */
const STDIN = 0;

/** Where a value is not to be written on the command line: in a file, `-` being standard input. */
export const JSON_SOURCES = 'JSON, @file, or - for standard input';

/** The same for one line of text. */
export const SECRET_SOURCES = '@file or env:NAME keeps it off the command line';

/** Reads a JSON object that is written out, or lies in `@file` or in standard input (`-`). */
export function jsonObject(name: string): (text: string) => JsonObject {
  return (text) => {
    const isFile = text.startsWith('@') || text === '-';
    return parse(isFile ? readText(name, text.replace(/^@/, '')) : text, isFile ? `${name} ${text}` : name);
  };
}

/** Reads a JSON object from a file, or from standard input (`-`). */
export function jsonFile(name: string): (path: string) => JsonObject {
  return (path) => parse(readText(name, path), `${name} ${path}`);
}

/** Reads a line of text that is written out, or lies in `@file` or an environment variable (`env:NAME`). */
export function secretText(name: string): (text: string) => string {
  return (text) => {
    const [, variable] = /^env:(\w+)$/.exec(text) ?? [];
    if (variable === undefined && !text.startsWith('@')) return text;
    const value = (variable === undefined ? readText(name, text.slice(1)) : (process.env[variable] ?? '')).trim();
    const where = variable ?? text.slice(1);
    if (value === '') throw usageError(tellHere(isEmpty(name, where)));
    if (value.includes('\n')) throw usageError(tellHere(hasLines(name, where)));
    return value;
  };
}

/** Reads a file, or standard input (`-`). @throws CliError */
export function readText(name: string, path: string): string {
  try {
    return readFileSync(path === '-' ? STDIN : path, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const what = path === '-' ? STANDARD_INPUT : both(path, path);
    throw usageError(tellHere(code === 'ENOENT' ? isMissing(name, what) : isUnreadable(name, what, code)));
  }
}

/** Never quotes the text: it may hold secrets. */
function parse(text: string, name: string): JsonObject {
  let problem = tellHere(OTHER_JSON);
  try {
    // A byte order mark is what some editors put there.
    const bare = text.replace(/^\ufeff/, '');
    const value: unknown = JSON.parse(bare);
    if (isJsonObject(value)) return parseJsonObject(bare) ?? value;
  } catch (error) {
    problem = (error instanceof Error ? error.message : String(error)).replace(
      /, (\.\.\.)?"[\s\S]*" is not valid JSON/,
      '',
    );
  }
  throw usageError(
    tellHere(both(`${name} is not a JSON object (${problem}).`, `${name} 不是 JSON 对象（${problem}）。`)),
  );
}

const STANDARD_INPUT = both('standard input', '标准输入');
const OTHER_JSON = both('it is another kind of JSON', '是其他类型的 JSON');
const isEmpty = (name: string, where: string) =>
  both(`${name}: there is nothing in ${where}.`, `${name}：${where} 是空的。`);
const hasLines = (name: string, where: string) =>
  both(`${name}: there is more than one line in ${where}.`, `${name}：${where} 不止一行。`);
const isMissing = (name: string, { en, zh }: Told) =>
  both(`${name}: cannot read ${en}: there is no such file.`, `${name}：无法读取 ${zh}：没有这个文件。`);
const isUnreadable = (name: string, { en, zh }: Told, code: string) =>
  both(`${name}: cannot read ${en} (${code}).`, `${name}：无法读取 ${zh}（${code}）。`);
