import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreRejected, StoreUnavailable } from '@dinghub/core';
import { temporaryFolder } from '@dinghub/testkit';
import { createFolder, fileFault } from '../src/data-folder';
import { createSqliteRecordStore } from '../src/record-store';

describe('a data folder', () => {
  const parent = temporaryFolder('folder', afterAll);

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

  it('whose database is a pipe is refused, and not opened', () => {
    execFileSync('mkfifo', [join(parent, 'pipe.db')]);
    expect(() => createSqliteRecordStore({ path: join(parent, 'pipe.db') })).toThrow(
      /pipe\.db: it is not a regular file/,
    );
  });

  const modeOf = (path: string) => statSync(path).mode & 0o777;
  const use = async (path: string) => {
    const store = createSqliteRecordStore({ path });
    await store.insert({ partition: 'p', sort: 's', value: {} });
    await store.close();
  };

  it('makes a database of one’s own 0600 again', async () => {
    const path = join(parent, 'own.db');
    await use(path);
    chmodSync(path, 0o644);
    await createSqliteRecordStore({ path }).close();
    expect(modeOf(path)).toBe(0o600);
  });

  it('works with a link to a database, whose mode stays as it is, and with a link to where one is to be', async () => {
    const [real, link] = [join(parent, 'real.db'), join(parent, 'link.db')];
    symlinkSync('real.db', link);
    await use(link);
    expect(modeOf(real)).toBe(0o600);
    chmodSync(real, 0o640);
    const store = createSqliteRecordStore({ path: link });
    expect(await store.get({ partition: 'p', sort: 's' })).toBeDefined();
    await store.close();
    expect([modeOf(real), lstatSync(link).isSymbolicLink()]).toEqual([0o640, true]);
  });

  it('leaves the mode of what is no database alone where a link leads to it', () => {
    const [other, link] = [join(parent, 'passwd'), join(parent, 'trap.db')];
    writeFileSync(other, 'root:x:0:0:root:/root:/bin/sh\n'.repeat(100), { mode: 0o644 });
    chmodSync(other, 0o644);
    symlinkSync(other, link);
    expect(() => createSqliteRecordStore({ path: link })).toThrow(/trap\.db refused: it is not an SQLite database/);
    expect(modeOf(other)).toBe(0o644);
  });

  (process.geteuid?.() === 0 ? it : it.skip)(
    'leaves the mode of another’s database alone when root looks',
    async () => {
      const path = join(parent, 'theirs.db');
      await use(path);
      chownSync(path, 65_534, 65_534);
      chmodSync(path, 0o640);
      await createSqliteRecordStore({ path }).close();
      expect(modeOf(path)).toBe(0o640);
    },
  );
});
