import { folderFlag, nextPage, shellWord } from '../src/next-command';

describe('a command to enter next', () => {
  it('names a data folder only where that is not found by itself', () => {
    expect([folderFlag('.dinghub'), folderFlag('/var/my hub')]).toEqual(['', " --data '/var/my hub'"]);
  });

  it('has its words as a shell reads them', () => {
    expect(['approval/p1', '', '*', "it's"].map(shellWord)).toEqual(['approval/p1', "''", "'*'", `'it'\\''s'`]);
  });

  it.each<[string, readonly string[], string]>([
    ['repeats the flags', ['--type', 'a b', '--since=2h'], "--type 'a b' '--since=2h'"],
    ['replaces the cursor', ['--cursor', 'old', '--limit', '2', '--cursor=old'], '--limit 2'],
    ['shows no token', ['--token', 'sesame', '--limit', '2', '--token=sesame'], '--token … --limit 2 --token=…'],
  ])('that shows the next page %s', (_, flags, expected) => {
    expect(nextPage(['events', 'list', ...flags], 'new')).toBe(`npx dinghub events list ${expected} --cursor new`);
  });
});
