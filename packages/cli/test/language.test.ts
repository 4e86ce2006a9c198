import { languageOf } from '../src/language';

describe('the language of the environment', () => {
  it.each([
    [{}, 'en'],
    [{ LANG: 'C.UTF-8' }, 'en'],
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'zh_TW.utf8' }, 'zh'],
    [{ LANG: 'zh_CN' }, 'zh'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'C', LC_ALL: '', LC_MESSAGES: 'zh_CN.UTF-8@pinyin' }, 'zh'],
  ] as const)('of %j is %s', (env, language) => expect(languageOf(env)).toBe(language));

  it.each(['zh_CN.GB18030', 'zh_CN.gbk', 'zh_TW.BIG5'])(
    'is English in %s, a terminal that would show garbage',
    (LANG) => expect(languageOf({ LANG })).toBe('en'),
  );
});
