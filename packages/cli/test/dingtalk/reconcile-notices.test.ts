import { DingTalkApiError, type PageOutcome } from '@dinghub/core/dingtalk';
import { createNotices } from '../../src/dingtalk/reconcile-notices';
import type { Language } from '../../src/language';
import { tellIn } from '../../src/told';

const page = (entries: number, missing: number): PageOutcome => ({
  ...{ entries, present: entries - missing, unreadable: 0 },
  recovered: Array.from({ length: missing }, () => ({}) as PageOutcome['recovered'][number]),
});
const failure = new DingTalkApiError({
  ...{ kind: 'no_answer', api: 'service/get_corp_token', errcode: 'E_CONNECTION' },
  advice: { en: 'Nobody is there.', zh: '无人应答。' },
});

function notices(language: Language, isWatched: boolean) {
  const [warned, said]: [string[], string[]] = [[], []];
  const created = createNotices({
    ...{ tell: tellIn(language), env: {}, failures: new Map([['ding1', failure]]) },
    warn: (text) => warned.push(text),
    ...(isWatched ? { progress: (text: string) => said.push(text) } : {}),
  });
  return { ...created, warned, said };
}

describe('what a run over the failed list says meanwhile', () => {
  it.each<[Language, readonly string[]]>([
    [
      'en',
      [
        'Asking DingTalk (oapi.dingtalk.com) for what it could not deliver …',
        'page 1: 1 entry, 1 missing here',
        'DingTalk 90018 (gettoken): trying again in 1.5 s',
        'page 2: 200 entries, 0 missing here',
      ],
    ],
    [
      'zh',
      [
        '正在向钉钉（oapi.dingtalk.com）拉取失败事件……',
        '第 1 页：1 条，其中 1 条本地缺失',
        '钉钉 90018（gettoken）：1.5 秒后重试',
        '第 2 页：200 条，其中 0 条本地缺失',
      ],
    ],
  ])('is in %s a line a page, and one for each wait', (language, lines) => {
    const { asking, onPage, pages, logger, said, warned } = notices(language, true);
    asking();
    onPage(page(1, 1));
    logger.warn('dingtalk_backs_off', { api: 'gettoken', errcode: '90018', waitMs: 1500 });
    onPage(page(200, 0));
    expect([said, warned, pages()]).toEqual([lines, [], 2]);
  });

  it('is nothing where nobody looks, save which organisation failed, in words', () => {
    const { asking, onPage, logger, warned } = notices('en', false);
    asking();
    onPage(page(1, 1));
    logger.warn('reconcile_organisation_failed', { corpid: 'ding1', error: 'DingTalkApiError:dingtalk_no_answer' });
    logger.warn('reconcile_organisation_failed', { corpid: 'ding2', error: 'Odd' });
    expect(warned).toEqual([
      'organisation ding1: DingTalk E_CONNECTION (service/get_corp_token): Nobody is there.',
      'organisation ding2: Odd',
    ]);
  });

  it('names the organisation in Chinese', () => {
    const { logger, warned } = notices('zh', false);
    logger.warn('reconcile_organisation_failed', { corpid: 'ding1' });
    expect(warned).toEqual(['组织 ding1：钉钉 E_CONNECTION（service/get_corp_token）：无人应答。']);
  });
});
