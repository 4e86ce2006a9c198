import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StoreRejected } from '@dinghub/core';
import { temporaryFolder } from '@dinghub/testkit';
import { readIfThere, replaceFile } from '../src/text-file';

const NOBODY = 65_534;
const isRoot = process.geteuid?.() === 0;

describe('a file in a data folder', () => {
  const parent = temporaryFolder('text', afterAll);
  let count = 0;
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = join(parent, `${count++}`);
    mkdirSync(folder);
    file = join(folder, 'apps.json');
  });
  const ownerOf = (path: string) => [statSync(path).uid, statSync(path).gid];

  it('is read where it is there; where it is not, that is no error', () => {
    expect(readIfThere(file)).toBeUndefined();
    writeFileSync(file, 'text');
    expect(readIfThere(file)).toBe('text');
    expect(() => readIfThere(join(file, 'x'))).toThrow(/a part of the path is a file/);
  });

  it('is replaced at mode 0600, or left as it is when that is not wanted any more; no draft stays', () => {
    expect(replaceFile(file, 'one')).toBe('replaced');
    chmodSync(file, 0o644);
    expect(replaceFile(file, 'two', () => readIfThere(file) !== 'one')).toBe('given_up');
    expect([readIfThere(file), statSync(file).mode & 0o777]).toEqual(['one', 0o644]);
    expect(replaceFile(file, 'two')).toBe('replaced');
    expect([readIfThere(file), statSync(file).mode & 0o777]).toEqual(['two', 0o600]);
    const failing = () => {
      throw new StoreRejected('no');
    };
    expect(() => replaceFile(file, 'three', failing)).toThrow('no');
    expect(readdirSync(folder)).toEqual(['apps.json']);
    expect(() => replaceFile(join(parent, 'none', 'apps.json'), '')).toThrow(/apps\.json: .*\(ENOENT\)/);
  });

  it('is written by one process at a time; what one that died has left keeps nobody out for long', () => {
    replaceFile(file, 'one');
    const meanwhile = () => replaceFile(file, 'two') === 'given_up';
    expect(replaceFile(file, 'three', meanwhile)).toBe('replaced');
    expect([readIfThere(file), readdirSync(folder)]).toEqual(['three', ['apps.json']]);
    const lock = `${file}.lock`;
    writeFileSync(lock, '');
    expect(replaceFile(file, 'four')).toBe('given_up');
    expect([readIfThere(file), readdirSync(folder)]).toEqual(['three', ['apps.json', 'apps.json.lock']]);
    for (const seconds of [-60, 60]) {
      const at = Date.now() / 1000 + seconds;
      writeFileSync(lock, '');
      utimesSync(lock, at, at);
      expect(replaceFile(file, `${seconds}`)).toBe('replaced');
      expect([readIfThere(file), readdirSync(folder)]).toEqual([`${seconds}`, ['apps.json']]);
    }
  });

  it('loses no change of several processes that change it as fast as they can', async () => {
    const script = `
      const { readIfThere, replaceFile } = require(${JSON.stringify(join(__dirname, '../dist/text-file.js'))});
      const [file, name] = process.argv.slice(1);
      for (let i = 0; i < 300; ) {
        const before = readIfThere(file) ?? '';
        const isUnchanged = () => (readIfThere(file) ?? '') === before;
        if (replaceFile(file, before + name + i + '\\n', isUnchanged) === 'replaced') i++;
      }`;
    const names = ['a', 'b', 'c'];
    const children = names.map((name) => spawn(process.execPath, ['-e', script, file, name], { stdio: 'inherit' }));
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'close'))[0] as number));
    const expected = names.flatMap((name) => Array.from({ length: 300 }, (_, i) => `${name}${i}`));
    const lines = readIfThere(file)?.trim().split('\n');
    expect([codes, lines?.sort(), readdirSync(folder)]).toEqual([[0, 0, 0], expected.sort(), ['apps.json']]);
  });

  it('stays a link where it is one: what it leads to is replaced, with a draft beside that', () => {
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'real.json'), 'one');
    symlinkSync('elsewhere/real.json', file);
    const during: string[] = [];
    replaceFile(file, 'two', () => during.push(...readdirSync(elsewhere)) > 0);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(elsewhere, 'real.json'), 'utf8')).toBe('two');
    expect(during).toEqual(['real.json', expect.stringMatching(/^real\.json\.\w+\.tmp$/), 'real.json.lock']);
    expect([readdirSync(folder), readdirSync(elsewhere)]).toEqual([['apps.json', 'elsewhere'], ['real.json']]);
  });

  it('that is a link to nothing is refused, and the link stays', () => {
    symlinkSync('nowhere', file);
    for (const use of [() => readIfThere(file), () => replaceFile(file, '')])
      expect(use).toThrow(/Cannot use .*apps\.json: it is a link to a file that is not there/);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
  });

  it('that is a pipe or a folder is refused at once, by its path', () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync('pipe', file);
    for (const path of [join(folder, 'pipe'), file]) {
      expect(() => readIfThere(path)).toThrow(StoreRejected);
      expect(() => readIfThere(path)).toThrow(`Cannot use ${path}: it is not a regular file`);
    }
    expect(() => readIfThere(folder)).toThrow(/it is a folder/);
  });

  (isRoot ? it : it.skip)('keeps its owner when root replaces it; a new one has the folder’s', () => {
    chownSync(folder, NOBODY, NOBODY - 1);
    replaceFile(file, 'one');
    expect([ownerOf(file), statSync(file).mode & 0o777]).toEqual([[NOBODY, NOBODY - 1], 0o600]);
    chownSync(file, NOBODY - 2, NOBODY - 3);
    replaceFile(file, 'two');
    expect([ownerOf(file), readIfThere(file)]).toEqual([[NOBODY - 2, NOBODY - 3], 'two']);
  });
});
