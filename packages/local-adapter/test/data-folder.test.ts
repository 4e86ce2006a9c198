import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreRejected, StoreUnavailable } from '@dinghub/core';
import { createFolder, fileFault } from '../src/data-folder';
import { createSqliteRecordStore } from '../src/record-store';

describe('a data folder', () => {
  const parent = mkdtempSync(join(tmpdir(), 'dinghub-folder-'));
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  it('is created with those above it, for its owner alone; one that is there stays as it is', () => {
    const folder = join(parent, 'a', 'b');
    createFolder(folder);
    expect([folder, join(parent, 'a')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
    chmodSync(folder, 0o750);
    createFolder(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o750);
  });

  it('that is a file, or below one, is refused by its path', () => {
    const file = join(parent, 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'x')]) {
      expect(() => createFolder(path)).toThrow(StoreRejected);
      expect(() => createFolder(path)).toThrow(path);
    }
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('where nothing can be created is refused at once, not tried for ever', () => {
    expect(() => createFolder('/proc/nope/x')).toThrow(/Cannot use \/proc\/nope\/x: .*\(ENOENT\)/);
  });

  it.each([
    ['EACCES', StoreRejected, /permission denied/],
    ['EPERM', StoreRejected, /belongs to another user/],
    ['EROFS', StoreRejected, /read-only/],
    ['ENOSPC', StoreUnavailable, /disk is full/],
    ['EWHATEVER', StoreRejected, /the system refused \(EWHATEVER\)/],
  ])('with %s gives a clear error with its path and the cause', (code, kind, text) => {
    const cause = Object.assign(new Error('from the system'), { code });
    const fault = fileFault('/some/where', cause);
    expect(fault).toBeInstanceOf(kind);
    expect(fault.message).toMatch(text);
    expect(fault.message).toContain('/some/where');
    expect(fault.cause).toBe(cause);
  });

  it('whose database is none, or a folder, is refused by that file’s path', () => {
    const path = join(parent, 'text.db');
    writeFileSync(path, 'This is no database. '.repeat(500));
    const open = (file: string) => () => createSqliteRecordStore({ path: file });
    expect(open(path)).toThrow(/text\.db refused: it is not an SQLite database \(SQLITE_NOTADB\)/);
    mkdirSync(join(parent, 'folder.db'));
    expect(open(join(parent, 'folder.db'))).toThrow(/Cannot use .*folder\.db: it is a folder/);
  });
});
