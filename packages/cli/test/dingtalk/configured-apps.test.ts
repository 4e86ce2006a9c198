import { type ConfiguredApp, chooseApp } from '../../src/dingtalk/configured-apps';

const app = (name: string): ConfiguredApp => ({
  name,
  credentials: [],
  ownerKeys: [],
  learnsOwnerKey: false,
  variables: [],
});

describe('the app that is meant', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it('is the only one, the one called default, or the one that is named', () => {
    expect(chooseApp([app('hr')], undefined).name).toBe('hr');
    expect(chooseApp([app('hr'), app('default')], undefined).name).toBe('default');
    expect(chooseApp([app('hr'), app('it')], 'it').name).toBe('it');
  });

  it.each([
    ['C', /There are several apps; name one with --app: hr, it\./, /There is no app "x"; there are: hr, it\./],
    ['zh_CN.UTF-8', /有多个应用，请用 --app 指定其中之一：hr、it。/, /没有应用“x”；现有：hr、it。/],
  ])('is asked for in the language of the environment (%s) where it is not clear', (LC_ALL, several, none) => {
    process.env.LC_ALL = LC_ALL;
    const apps = [app('hr'), app('it')];
    expect(() => chooseApp(apps, undefined)).toThrow(several);
    expect(() => chooseApp(apps, 'x')).toThrow(none);
  });
});
