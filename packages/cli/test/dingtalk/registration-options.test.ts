import { callbackUrlOf, commaList } from '../../src/dingtalk/registration-options';
import { languageOfTests } from '../language-of-tests';

describe('what is registered at DingTalk', () => {
  const inLanguage = languageOfTests();

  it('has the path of the hub where its URL has none', () => {
    expect(callbackUrlOf('https://hub.example.com', undefined)).toBe('https://hub.example.com/v1/dingtalk');
    expect(callbackUrlOf('https://hub.example.com', 'default')).toBe('https://hub.example.com/v1/dingtalk');
    expect(callbackUrlOf('https://hub.example.com/', 'a/b')).toBe('https://hub.example.com/v1/dingtalk/a%2Fb');
    expect(callbackUrlOf('https://hub.example.com/own', 'hr')).toBe('https://hub.example.com/own');
  });

  it.each<[string, () => unknown, string, string]>([
    ['no tags', () => commaList(' ,'), 'The list of tags is empty', '标签列表为空：请写明标签'],
    ['no URL', () => callbackUrlOf('ftp://x', undefined), '--url must be an http or https URL', '--url 必须是 http 或'],
    ['a user', () => callbackUrlOf('https://u@x', undefined), '--url must not hold a user', '--url 不能包含用户名'],
    [
      'a password',
      () => callbackUrlOf('https://:p@x', undefined),
      '--url must not hold a user',
      '--url 不能包含用户名',
    ],
  ])('is refused in the language of the environment: %s', (_, read, en, zh) => {
    expect(read).toThrow(en);
    inLanguage('zh_CN.UTF-8');
    expect(read).toThrow(zh);
  });
});
