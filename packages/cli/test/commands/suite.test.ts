import { writeFileSync } from 'node:fs';
import { normaliseDingTalkBody } from '@dinghub/core';
import { adminTokenFile, appsFile } from '@dinghub/local-adapter/files';
import { temporaryFolder } from '@dinghub/testkit';
import { type AdminHub, startAdminHub, TOKEN } from '../admin-hub';
import { dinghub } from '../command';

const NOW = Date.UTC(2026, 10, 26, 8);
const TICKET = 'the-ticket-itself';

const rows = [
  [2, '1001', { syncAction: 'suite_ticket', suiteTicket: TICKET }, 'dingisv'],
  [4, 'dinga', { syncAction: 'org_suite_auth', permanent_code: 'the-code' }, 'dinga'],
  [4, 'dingb', { syncAction: 'org_suite_relieve' }, 'dingb'],
  [13, 'u1', { syncAction: 'user_add_org', name: '张三\u001b[2J' }, 'dinga'],
  [14, '7', { syncAction: 'org_dept_create' }, 'dinga'],
] as const;

describe('dinghub suite', () => {
  let hub: AdminHub;
  beforeAll(async () => {
    hub = await startAdminHub();
    const bizData = rows.map(([biz_type, biz_id, data, corp_id], i) => ({
      ...{
        gmt_modified: NOW,
        biz_type,
        biz_id,
        biz_data: JSON.stringify(data),
        corp_id,
        subscribe_id: '1001_0',
        id: i,
      },
    }));
    const body = { EventType: 'SYNC_HTTP_PUSH_HIGH', bizData };
    await hub.dispatch.publish(normaliseDingTalkBody(body, { app: 'suite', receivedAt: NOW }));
    await hub.work();
  });
  afterAll(() => hub.close());
  const run = (args: readonly string[], more = {}) => hub.run(['suite', ...args, '--app', 'suite'], more);

  it('ticket says when the newest came, and shows it only when it is told to', async () => {
    const told = await run(['ticket']);
    expect(told.out).toBe('There is one, of 2026-11-26 08:00:00.000Z. --show prints it.\n');
    expect((await run(['ticket'], { LANG: 'zh_CN' })).out).toMatch(/^已收到，时间为 2026-11-26/);
    expect((await run(['ticket', '--show'])).out).toBe(`${TICKET}\n`);
    expect(JSON.parse((await run(['ticket', '--json'])).out)).toMatchObject({ suiteTicket: TICKET });
  });

  it('ticket says that there is none, and fails', async () => {
    const none = await hub.run(['suite', 'ticket', '--app', 'other']);
    expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/No suite_ticket has come yet/) });
  });

  it('organisations lists who authorised the app and who took it back, page by page', async () => {
    expect((await run(['organisations'])).out).toMatch(
      /dinga +authorised +2026-11-26 08:00:00\.000Z +org_suite_auth.*\ndingb +relieved .*org_suite_relieve/,
    );
    const first = JSON.parse((await run(['organisations', '--limit', '1', '--json'])).out);
    expect(first.items).toMatchObject([{ corpId: 'dinga', state: 'authorised' }]);
    const next = `npx dinghub suite organisations .*--limit 1.* --cursor ${first.cursor}\n`;
    expect((await run(['organisations', '--limit', '1'])).out).toMatch(new RegExp(`\nMore: ${next}`));
    const chinese = await run(['organisations', '--limit', '1'], { LANG: 'zh_CN' });
    expect(chinese.out).toMatch(new RegExp(`\n更多：${next}`));
    const second = JSON.parse((await run(['organisations', '--cursor', first.cursor, '--json'])).out);
    expect(second.items).toMatchObject([{ corpId: 'dingb' }]);
    expect((await hub.run(['suite', 'organisations'])).out).toMatch(/No organisations/);
  });

  it('rows lists the newest rows of an organisation, of one biz_type where that is asked for', async () => {
    const all = await run(['rows', 'dinga']);
    expect(all.out).toMatch(/13 +u1 .*user_add_org +\{.*张三/);
    expect(all.out).not.toContain('\u001b[2J');
    expect((await run(['rows', 'dinga', '--biz-type', '14'])).out).toMatch(/^.*\n14 +7 .*org_dept_create.*\n$/);
    const { items } = JSON.parse((await run(['rows', 'dinga', '--json'])).out);
    expect(items.map(({ bizType }: { bizType: number }) => bizType)).toEqual([13, 14, 4]);
    expect((await run(['rows', 'dingx'], { LANG: 'zh_CN' })).out).toMatch(/没有数据行/);
  });

  it('add names an organisation that the hub could not hear of, and remove forgets it', async () => {
    expect((await run(['add', 'dingquiet'])).out).toBe('known dingquiet\n');
    expect((await run(['organisations'])).out).toMatch(/dingquiet +authorised +20/);
    expect(JSON.parse((await run(['remove', 'dingquiet', '--json'])).out)).toEqual({
      app: 'suite',
      corpId: 'dingquiet',
    });
    expect((await run(['organisations'])).out).not.toContain('dingquiet');
    expect(await run(['remove', 'dingquiet'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/No such organisation/),
    });
  });

  it('hints at --app where there is nothing and the apps of the hub are not known', async () => {
    const empty = await hub.run(['suite', 'organisations', '--app', 'sweet']);
    expect(empty).toMatchObject({ code: 0, out: expect.stringMatching(/^No organisations.* Is --app right\?\n$/) });
    expect((await hub.run(['suite', 'ticket', '--app', 'sweet'], { LANG: 'zh_CN' })).err).toMatch(
      /^错误 尚未收到 suite_ticket。请检查 --app。/,
    );
    expect((await hub.run(['events', 'list', '--app', 'sweet'])).out).toBe('No events. Is --app right?\n');
  });

  it('has heads of tables in Chinese', async () => {
    expect((await run(['organisations'], { LANG: 'zh_CN' })).out).toMatch(/^corpId +状态 +时间 +来源 +事件\n/);
    expect((await run(['rows', 'dinga'], { LANG: 'zh_CN' })).out).toMatch(/^biz_type +biz_id +修改时间 +类型/);
  });

  describe('of this folder’s hub', () => {
    const data = temporaryFolder('suite', afterAll);
    beforeAll(() => {
      writeFileSync(adminTokenFile(data), TOKEN);
      const app = { name: 'suite', token: 'tokenoftheapp', aesKey: 'a'.repeat(43), ownerKeys: ['suiteabc'] };
      writeFileSync(appsFile(data), JSON.stringify([app]));
    });
    const local = (args: readonly string[], more = {}) =>
      dinghub([...args, '--data', data, '--endpoint', hub.endpoint], more);

    it.each([
      [['ticket']],
      [['organisations']],
      [['organisations', '--json']],
      [['rows', 'dinga']],
      [['add', 'dingx']],
      [['remove', 'dingx']],
    ])('%j says that there is no such app, and which there are', async (args) => {
      expect(await local(['suite', ...args, '--app', 'sweet'])).toMatchObject({
        ...{ code: 1, out: '' },
        err: expect.stringMatching(/There is no app "sweet"; there are: suite\./),
      });
    });

    it('says so in Chinese, and as a hint where events are listed', async () => {
      const refused = await local(['suite', 'organisations', '--app', 'sweet'], { LANG: 'zh_CN' });
      expect(refused.err).toMatch(/没有应用“sweet”；现有：suite。/);
      expect(await local(['events', 'list', '--app', 'sweet'])).toMatchObject({
        ...{ code: 0, out: 'No events. There is no app "sweet"; there are: suite.\n' },
      });
      expect((await local(['suite', 'organisations', '--app', 'suite'])).out).toMatch(/dinga +authorised/);
    });
  });
});
