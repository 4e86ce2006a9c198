import { createEventLog, normaliseDingTalkBody } from '@dinghub/core';
import { createSuiteState } from '@dinghub/core/dispatch';
import { createSqliteRecordStore, databaseFile } from '@dinghub/local-adapter';
import type { DingTalkServer } from '@dinghub/simulator';
import { temporaryFolder } from '@dinghub/testkit';
import { environment, quietly, startDingTalk } from '../dingtalk/set-up';

const SUITE_KEY = 'suiteabcdefgh123456';
const HOUR = 3_600_000;

describe('dinghub doctor, of a third-party app', () => {
  const data = temporaryFolder('doctor-suite', afterAll);
  let dingTalk: DingTalkServer;
  beforeAll(async () => {
    dingTalk = await startDingTalk();
  });
  afterAll(() => dingTalk.close());

  const hear = async (...bodies: readonly Record<string, string>[]) => {
    const store = createSqliteRecordStore({ path: databaseFile(data) });
    const events = createEventLog({ store, clock: Date.now, retentionDays: 180 });
    const suites = createSuiteState({ store, events });
    for (const body of bodies) {
      for (const event of normaliseDingTalkBody(body, { app: 'default', receivedAt: Date.now() }))
        await suites.apply({ event, receivedAt: Date.now() });
    }
    await store.close();
  };
  const about = async (check: string, more: Record<string, string> = {}) => {
    const env = environment(dingTalk.url, { DINGTALK_OWNER_KEY: SUITE_KEY, DINGTALK_APP_KEY: SUITE_KEY, ...more });
    const { out } = await quietly(['doctor', '--data', data, '--json'], env);
    const { checks } = JSON.parse(out) as { checks: readonly { check: string; status: string; message: string }[] };
    return checks.filter((finding) => finding.check === check);
  };
  const at = (ago: number) => String(Date.now() - ago);

  it('warns while no ticket has come, and says how many organisations have authorised it', async () => {
    await hear({ EventType: 'tmp_auth_code', AuthCorpId: 'dinga', TimeStamp: at(0) });
    expect(await about('suite')).toEqual([
      expect.objectContaining({
        status: 'warning',
        message: 'default: no suite_ticket yet; 1 organisation has authorised it',
      }),
    ]);
    expect((await about('suite', { LANG: 'zh_CN' }))[0]?.message).toMatch(/尚未收到 suite_ticket；1 个组织已授权/);
  });

  it('warns of a ticket that is older than a day, and is content with a newer one, which it does not show', async () => {
    await hear({ EventType: 'suite_ticket', SuiteTicket: 'the-ticket', TimeStamp: at(30 * HOUR) });
    expect(await about('suite')).toMatchObject([{ status: 'warning', message: expect.stringMatching(/1\.3 d old/) }]);
    await hear(
      { EventType: 'suite_ticket', SuiteTicket: 'the-ticket', TimeStamp: at(2 * HOUR) },
      { EventType: 'suite_relieve', AuthCorpId: 'dinga', TimeStamp: at(-1000) },
    );
    const [found] = await about('suite');
    expect(found).toMatchObject({ status: 'ok', message: expect.stringMatching(/2 h old; 0 organisations/) });
    expect(found?.message).not.toContain('the-ticket');
  });

  it('does not ask DingTalk what is registered: there is no API that would say', async () => {
    expect(await about('dingtalk')).toMatchObject([
      { status: 'ok', message: expect.stringMatching(/console of the suite/) },
    ]);
    expect(dingTalk.calls()).toEqual([]);
  });

  it('says nothing of suites where there is none', async () => {
    expect(await about('suite', { DINGTALK_OWNER_KEY: 'dingabc', DINGTALK_APP_KEY: 'dingabc' })).toEqual([]);
  });
});
