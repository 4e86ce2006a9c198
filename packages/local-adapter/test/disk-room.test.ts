import { StoreUnavailable } from '@dinghub/core';
import { checkRoom } from '../src/disk-room';

const MIB = 1024 * 1024;
const disk = (bytes: number, blocks = 1_000_000) => ({ bavail: Math.floor(bytes / 4096), bsize: 4096, blocks });

describe('the disk of a data folder', () => {
  it.each([
    ['has room for a page of the failed list', disk(33 * MIB)],
    ['has more than a number can count', disk(Number.MAX_SAFE_INTEGER)],
    ['does not say how large it is', disk(0, 0)],
  ])('that %s may be written', async (_, found) => {
    await expect(checkRoom('data', async () => found)).resolves.toBeUndefined();
  });

  it('that is nearly full is said to be: SQLite says it when the page is there already', async () => {
    const checked = checkRoom('data', async () => disk(31 * MIB));
    await expect(checked).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(checked).rejects.toThrow('Cannot use data: its disk has less than 32 MiB left (ENOSPC).');
  });

  it('is that of a folder which is there, else it is said why not', async () => {
    await expect(checkRoom(__dirname, undefined)).resolves.toBeUndefined();
    await expect(checkRoom('/nonexistent/data')).rejects.toThrow('Cannot use /nonexistent/data');
  });
});
