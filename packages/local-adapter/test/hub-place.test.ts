import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { silentLogger } from '@dinghub/core';
import { temporaryFolder } from '@dinghub/testkit';
import { hubFile, readRunningHub } from '../src/hub-file';
import { createHubPlace } from '../src/hub-place';
import { startHub } from '../src/main';

describe('where a hub says that it runs', () => {
  const parent = temporaryFolder('place', afterAll);
  let folder = '';
  let count = 0;
  beforeEach(() => {
    folder = join(parent, `${count++}`);
    mkdirSync(folder);
  });

  const probe = (pid: number) => void process.kill(pid, 0);
  const placeAt = (url: string, startedAt = 1) =>
    createHubPlace({ dataFolder: folder, url, pid: process.pid, startedAt, probe, logger: silentLogger });
  const say = (hub: unknown) => writeFileSync(hubFile(folder), typeof hub === 'string' ? hub : JSON.stringify(hub));
  /** The id of a process that was. */
  const gone = () => spawnSync(process.execPath, ['-e', '']).pid;

  it('is a file for its owner alone, without a draft beside it, and none once it is closed', async () => {
    expect(await placeAt('http://127.0.0.1:1').claim()).toBeUndefined();
    expect(readRunningHub(folder, probe)).toEqual({ url: 'http://127.0.0.1:1', pid: process.pid, startedAt: 1 });
    expect([statSync(hubFile(folder)).mode & 0o777, readdirSync(folder)]).toEqual([0o600, ['hub.json']]);
    placeAt('http://127.0.0.1:1').leave();
    expect(existsSync(hubFile(folder))).toBe(false);
  });

  it.each([
    ['http://0.0.0.0:8787', 'http://127.0.0.1:8787'],
    ['http://[::]:8787', 'http://[::1]:8787'],
    ['http://192.168.1.5:80', 'http://192.168.1.5:80'],
  ])('of %s is %s, where this machine reaches it', async (url, said) => {
    await placeAt(url).claim();
    expect(readRunningHub(folder, probe)?.url).toBe(said);
  });

  it('is known of a process of another user, which may not be signalled', () => {
    const hub = { url: 'http://127.0.0.1:1', pid: process.pid, startedAt: 1 };
    say(hub);
    const refusing = (code: string) => () => {
      throw Object.assign(new Error(code), { code });
    };
    expect(readRunningHub(folder, refusing('EPERM'))).toEqual(hub);
    expect(readRunningHub(folder, refusing('ESRCH'))).toBeUndefined();
  });

  it.each<[string, () => unknown]>([
    ['a process that is gone', () => ({ url: 'http://127.0.0.1:1', pid: gone(), startedAt: 1 })],
    ['half a file', () => '{"url":'],
    ['another kind of file', () => []],
    ['no URL', () => ({ url: 'x', pid: process.pid, startedAt: 1 })],
    ['no HTTP', () => ({ url: 'file:///etc/passwd', pid: process.pid, startedAt: 1 })],
    ['no process', () => ({ url: 'http://127.0.0.1:1', pid: -1, startedAt: 1 })],
  ])('is not known from %s, whose place the next one takes', async (_, said) => {
    say(said());
    expect(readRunningHub(folder, probe)).toBeUndefined();
    await placeAt('http://127.0.0.1:2').claim();
    expect(readRunningHub(folder, probe)?.url).toBe('http://127.0.0.1:2');
  });

  it('is taken from a process of the same id that does not answer, as after a crash', async () => {
    for (const url of ['http://127.0.0.1:1', 'http://127.0.0.1:2']) {
      say({ url, pid: process.pid, startedAt: 1 });
      expect(await placeAt('http://127.0.0.1:2', 2).claim()).toBeUndefined();
      expect(readRunningHub(folder, probe)).toEqual({ url: 'http://127.0.0.1:2', pid: process.pid, startedAt: 2 });
    }
  });

  it('stays with the hub that was there first and answers, or takes its time, until that one is gone', async () => {
    let isHung = false;
    const other = createServer((_, response) => void (isHung || response.end())).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    say({ url, pid: process.pid, startedAt: 1 });
    const second = placeAt('http://127.0.0.1:2', 2);
    expect(await second.claim()).toMatchObject({ url });
    isHung = true;
    expect(await second.claim()).toMatchObject({ url });
    second.leave();
    expect(readRunningHub(folder, probe)?.url).toBe(url);
    other.closeAllConnections();
    other.close();
    const third = placeAt('http://127.0.0.1:3', 3);
    await third.claim();
    expect(readRunningHub(folder, probe)?.url).toBe('http://127.0.0.1:3');
  });

  it('is nowhere, and no reason not to run, where it cannot be written', async () => {
    const warned: string[] = [];
    const logger = { ...silentLogger, warn: (code: string) => void warned.push(code) };
    const place = createHubPlace({
      ...{ dataFolder: join(folder, 'none'), url: 'http://127.0.0.1:1', pid: process.pid, startedAt: 1 },
      ...{ probe, logger },
    });
    expect(await place.claim()).toBeUndefined();
    expect(warned).toEqual(['hub_place_not_written']);
    place.leave();
  });

  it('is told by a hub from its start to its end, and a second one on the folder knows of the first', async () => {
    const start = () => startHub({ host: '127.0.0.1', port: 0, dataFolder: folder, env: {}, logger: silentLogger });
    const first = await start();
    expect(JSON.parse(readFileSync(hubFile(folder), 'utf8'))).toMatchObject({ url: first.url, pid: process.pid });
    expect(first.beside).toBeUndefined();
    const second = await start();
    expect(second.beside).toMatchObject({ url: first.url });
    await second.close();
    expect(readRunningHub(folder, probe)?.url).toBe(first.url);
    await first.close();
    expect(existsSync(hubFile(folder))).toBe(false);
  });
});
