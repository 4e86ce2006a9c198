import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEventLog } from '@dinghub/core';
import { createDeliveryLedger } from '@dinghub/core/dispatch';
import { createSqliteRecordStore, databaseFile } from '@dinghub/local-adapter';
import { type AdminHub, event, startAdminHub, TOKEN } from '../admin-hub';
import { dinghub, start, waitFor } from '../command';
import { CTRL_C, hasTerminal, onTerminal } from '../terminal-session';

const ZH = { LANG: 'zh_CN.UTF-8' };

describe('where the events commands read', () => {
  const data = mkdtempSync(join(tmpdir(), 'dinghub-source-'));
  let hub: AdminHub;
  beforeAll(async () => {
    hub = await startAdminHub();
    await hub.dispatch.publish([event({ id: 'in-the-hub' })]);
    const store = createSqliteRecordStore({ path: databaseFile(data) });
    const options = { store, clock: Date.now, retentionDays: 180 };
    const stored = event({ id: 'in-the-file' });
    await createEventLog(options).append([stored]);
    await createDeliveryLedger(options).open({ event: stored, subscription: { id: 'crm', incarnation: 'i' } });
    await store.close();
  });
  afterAll(async () => {
    await hub.close();
    rmSync(data, { recursive: true, force: true });
  });
  const ids = ({ out }: { out: string }) => out.match(/in-the-\w+/g);

  it('is the file of a data folder whose hub does not run', async () => {
    // A token that no hub on this machine has.
    for (const token of ['', 'left-by-a-hub-that-was-stopped']) {
      writeFileSync(join(data, 'admin-token'), token);
      expect(ids(await dinghub(['events', 'list', '--data', data]))).toEqual(['in-the-file']);
    }
    const shown = await dinghub(['events', 'show', 'in-the-file', '--data', data, '--json']);
    expect(JSON.parse(shown.out)).toMatchObject({
      event: { id: 'in-the-file' },
      deliveries: [{ subscriptionId: 'crm', state: 'pending', createdAt: expect.stringMatching(/Z$/), attempts: [] }],
    });
    expect((await dinghub(['events', 'show', 'in-the-file', '--data', data])).out).toMatch(/crm +pending +0 +due/);
  });

  it('is the hub that is named, in whatever way, and no file when it does not answer', async () => {
    for (const [args, env] of [
      [['--endpoint', hub.endpoint, '--token', TOKEN], {}],
      [[], { DINGHUB_ENDPOINT: hub.endpoint, DINGHUB_ADMIN_TOKEN: TOKEN }],
    ] as const) {
      expect(ids(await dinghub(['events', 'list', '--data', data, ...args], env))).toEqual(['in-the-hub']);
    }
    const away = await dinghub(['events', 'list', '--data', data, '--endpoint', 'http://127.0.0.1:1']);
    expect(away).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/No hub answers at/) });
  });

  it('is the hub for tail too, which goes on when it was away', async () => {
    const tail = start(['events', 'tail', '--endpoint', hub.endpoint], { DINGHUB_ADMIN_TOKEN: TOKEN });
    await waitFor(tail.out, /in-the-hub/);
    await hub.dispatch.publish([event({ id: 'in-the-tail' })]);
    await waitFor(tail.out, /in-the-tail/);
    tail.child.kill('SIGINT');
    const [code] = (await once(tail.child, 'close')) as [number];
    expect([code, ids({ out: tail.out() }), tail.err()]).toEqual([0, ['in-the-hub', 'in-the-tail'], '']);
  });

  (hasTerminal ? it : it.skip)('says on a terminal that tail waits, but not among JSON', async () => {
    const tail = ['events', 'tail', '--data', data];
    const said = await onTerminal([...tail, '-n', '0'], [[/Waiting for events; Ctrl-C ends it\./, CTRL_C]]);
    expect(said.code).toBe(0);
    const chinese = await onTerminal(tail, [[/ in-the-file\n正在等待事件，按 Ctrl-C 结束。/, CTRL_C]], ZH);
    expect(chinese.code).toBe(0);
    const json = await onTerminal([...tail, '--json'], [[/in-the-file"[\s\S]*\n/, CTRL_C]]);
    expect(json.shown).not.toContain('Waiting');
  });

  it('warns when a token goes over the network unencrypted', async () => {
    const away = await dinghub(['events', 'list', '--endpoint', 'http://hub.invalid', '--token', TOKEN]);
    expect(away.err).toMatch(/The token goes to http:\/\/hub\.invalid unencrypted[\s\S]*There is no host/);
  });
});
