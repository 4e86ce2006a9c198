import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@dinghub/core';
import { temporaryFolder } from '@dinghub/testkit';
import { randomText } from '../src/random-text';
import { appsFile, loadLocalConfig } from '../src/secrets';

describe('the credentials of a local hub', () => {
  const parent = temporaryFolder('secrets', afterAll);
  let folder = '';
  let count = 0;
  beforeEach(() => {
    folder = join(parent, `data${count++}`);
  });

  /** As a hub does that has come to run. */
  const load = (env: Record<string, string> = {}) => {
    const config = loadLocalConfig(folder, env);
    config.keepCreated();
    return config;
  };
  const problemsOf = (env: Record<string, string>) => {
    try {
      loadLocalConfig(folder, env);
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
    }
    return [];
  };

  it('are created once, for the owner’s eyes alone, as DingTalk’s console accepts them', () => {
    const first = load();
    expect(first.created).toEqual({
      token: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
      aesKey: expect.stringMatching(/^[A-Za-z0-9]{43}$/),
    });
    expect(statSync(appsFile(folder)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const second = load();
    expect(second.created).toBeUndefined();
    expect(second.apps[0]?.credentials).toEqual(first.apps[0]?.credentials);
  });

  it('are not kept before the hub runs, so that none are kept that were never shown', () => {
    const [one, other] = [loadLocalConfig(folder, {}), loadLocalConfig(folder, {})];
    expect(() => statSync(folder)).toThrow();
    one.keepCreated();
    expect(() => other.keepCreated()).toThrow(/another hub has just created it/);
    expect(load().apps[0]?.credentials).toEqual(one.apps[0]?.credentials);
  });

  it('differ from hub to hub', () => {
    expect(randomText(43)).not.toBe(randomText(43));
  });

  it('learn one owner key, keep it in the file, and no other after it', () => {
    const [app] = load().apps;
    expect(app?.learnOwnerKey?.('dingreal')).toBe(true);
    expect(app?.ownerKeys).toContain('dingreal');
    expect(app?.learnOwnerKey?.('dingother')).toBe(false);
    const [again] = load().apps;
    expect(again?.ownerKeys).toContain('dingreal');
    expect(again?.learnOwnerKey).toBeUndefined();
    expect(statSync(appsFile(folder)).mode & 0o777).toBe(0o600);
  });

  it('learn one owner key also when two hubs share the folder', () => {
    const [first] = load().apps;
    const [second] = load().apps;
    expect(first?.learnOwnerKey?.('dinga')).toBe(true);
    expect(second?.learnOwnerKey?.('dingb')).toBe(false);
    expect(second?.ownerKeys).toContain('dinga');
    const third = load().apps[0];
    expect(third?.ownerKeys).toEqual(expect.arrayContaining(['dinga']));
    expect(third?.ownerKeys).not.toContain('dingb');
  });

  it('accept what stands for a suiteKey before there is one, and go on learning: the suiteKey comes later', () => {
    const placeholder = 'suite4xxxxxxxxxxxxxxx';
    const before = load().apps[0];
    expect(before?.learnOwnerKey?.(placeholder)).toBe(true);
    expect(before?.learnOwnerKey?.(placeholder)).toBe(true);
    expect(before?.ownerKeys).not.toContain(placeholder);
    expect(readFileSync(appsFile(folder), 'utf8')).not.toContain(placeholder);
    const [app] = load().apps;
    expect(app?.learnOwnerKey?.('suitereal')).toBe(true);
    expect(app?.learnOwnerKey?.(placeholder)).toBe(false);
    expect(load().apps[0]?.ownerKeys).toEqual(['dinghub-simulator', 'suitereal']);
  });

  it('accept it no longer once another hub on the folder has learnt a key', () => {
    const [first, second] = [load().apps[0], load().apps[0]];
    expect(first?.learnOwnerKey?.('suitereal')).toBe(true);
    expect(second?.learnOwnerKey?.('suite4xxxxxxxxxxxxxxx')).toBe(false);
    expect(second?.ownerKeys).toContain('suitereal');
  });

  it('learn nothing when the owner key is configured', () => {
    const [app] = load({ DINGTALK_OWNER_KEY: 'dinga, dingb' }).apps;
    expect(app?.ownerKeys).toEqual(expect.arrayContaining(['dinga', 'dingb']));
    expect(app?.learnOwnerKey).toBeUndefined();
  });

  it('come from the environment when that has them, and then nothing is written', () => {
    const env = { DINGTALK_TOKEN: 't', DINGTALK_AES_KEY: 'k'.repeat(43), DINGTALK_OWNER_KEY: 'o' };
    expect(load(env).apps[0]?.ownerKeys).toEqual(['o']);
    expect(() => statSync(folder)).toThrow();
  });

  it('in half a configuration are an error, not a reason to invent the rest', () => {
    expect(() => load({ DINGTALK_TOKEN: 't' })).toThrow(ConfigError);
  });

  it('in half or wrong are reported with everything else that is wrong', () => {
    const settings = { DINGHUB_RETENTION_DAYS: '0', DINGHUB_ADMIN_TOKEN: 'short', DINGHUB_RECONCILE: 'off' };
    const wrong = { ...settings, DINGHUB_TABEL: 't' };
    const names = Object.keys(wrong);
    const namesOf = (env: Record<string, string>) => problemsOf(env).map((problem) => problem.split(':')[0]);
    expect(namesOf(wrong).sort()).toEqual([...names].sort());
    load();
    expect(namesOf(wrong).sort()).toEqual([...names].sort());
    expect(namesOf({ ...wrong, DINGTALK_TOKEN: 't' })).toEqual(
      expect.arrayContaining([...names, 'DINGTALK_AES_KEY', 'DINGTALK_OWNER_KEY']),
    );
    writeFileSync(appsFile(folder), '[{"name":"default"}]');
    const place = `${appsFile(folder)}[0]`;
    expect(namesOf({ ...wrong, DINGTALK_OWNER_KEY: 'o' })).toEqual(
      expect.arrayContaining([...names, `${place}.token`, `${place}.aesKey`, `${place}.ownerKeys`]),
    );
  });

  it('are found where the environment also holds what other parts of dinghub read', () => {
    const names = ['TABLE', 'STAGE', 'REGION', 'LOG_PROJECT', 'ALLOW_NETWORKS', 'ALLOW_HTTP', 'ENDPOINT', 'PROFILE'];
    const env = Object.fromEntries(names.map((name) => [`DINGHUB_${name}`, 'x']));
    expect(load({ ...env, DINGHUB_ADMIN_TOKEN: 'sixteen letters!' }).apps).toHaveLength(1);
  });

  it('go with the key and secret for calls to DingTalk', () => {
    const [app] = load({ DINGTALK_APP_KEY: 'dingkey', DINGTALK_APP_SECRET: 'shh' }).apps;
    expect(app).toMatchObject({ appKey: 'dingkey', appSecret: 'shh', ownerKeys: ['dinghub-simulator', 'dingkey'] });
  });

  it('keep what was learnt when the environment has an AppKey, which is accepted besides', () => {
    expect(load().apps[0]?.learnOwnerKey?.('dingcorp')).toBe(true);
    const [app] = load({ DINGTALK_APP_KEY: 'dingkey', DINGTALK_APP_SECRET: 'shh' }).apps;
    expect(app?.ownerKeys).toEqual(['dinghub-simulator', 'dingcorp', 'dingkey']);
  });

  it('go on being learnt beside an AppKey of the environment, which is not kept in the file', () => {
    const [app] = load({ DINGTALK_APP_KEY: 'dingkey' }).apps;
    expect(app?.learnOwnerKey?.('dingcorp')).toBe(true);
    expect(app?.ownerKeys).toEqual(['dinghub-simulator', 'dingkey', 'dingcorp']);
    expect(load().apps[0]?.ownerKeys).toEqual(['dinghub-simulator', 'dingcorp']);
  });

  describe('where the environment is about one app and the file has several', () => {
    const ENV = { DINGTALK_APP_KEY: 'dingkey', DINGTALK_APP_SECRET: 'shh', DINGTALK_OWNER_KEY: 'dingcorp' };
    const save = (...names: readonly string[]) => {
      const app = { token: 't', aesKey: 'k'.repeat(43) };
      load();
      const apps = names.map((name) => ({ name, ...app, ownerKeys: [`suite${name}`], learnOwnerKey: true }));
      writeFileSync(appsFile(folder), JSON.stringify(apps));
    };

    it('change the one called default, and leave the others as they are', () => {
      save('suite', 'default');
      const [suite, own] = load(ENV).apps;
      expect(suite).toMatchObject({ ownerKeys: ['suitesuite'], learnOwnerKey: expect.any(Function) });
      expect(suite).not.toHaveProperty('appKey');
      expect(own).toMatchObject({ appKey: 'dingkey', ownerKeys: ['dingcorp', 'dinghub-simulator'] });
      expect(own?.learnOwnerKey).toBeUndefined();
    });

    it('are refused without one called default, with everything else that is wrong, and no values', () => {
      save('hr', 'suite');
      const [unclear = '', ...more] = problemsOf({ ...ENV, DINGHUB_RETENTION_DAYS: '0' });
      expect(unclear).toMatch(
        /^DINGTALK_OWNER_KEY, DINGTALK_APP_KEY, DINGTALK_APP_SECRET: .*apps\.json has several apps \(hr, suite\).*dinghub app set/,
      );
      expect(more).toEqual([expect.stringMatching(/^DINGHUB_RETENTION_DAYS/)]);
      for (const value of Object.values(ENV)) expect(unclear).not.toContain(value);
      expect(load().apps).toHaveLength(2);
    });

    it('are learnt by the app itself, also when another was removed meanwhile', () => {
      save('hr', 'suite');
      const [, suite] = load().apps;
      const [, saved] = JSON.parse(readFileSync(appsFile(folder), 'utf8')) as object[];
      writeFileSync(appsFile(folder), JSON.stringify([{ ...saved, name: 'it' }, saved]));
      expect(suite?.learnOwnerKey?.('dingcorp')).toBe(true);
      expect(load().apps.map(({ ownerKeys }) => ownerKeys)).toEqual([['suitesuite'], ['suitesuite', 'dingcorp']]);
      writeFileSync(appsFile(folder), JSON.stringify([{ ...saved, name: 'it' }]));
      const [it] = load().apps;
      writeFileSync(appsFile(folder), JSON.stringify([saved]));
      expect(it?.learnOwnerKey?.('dingother')).toBe(false);
      expect(readFileSync(appsFile(folder), 'utf8')).not.toContain('dingother');
    });
  });

  it.each(['', '{', '{}', '[]', '[{"name":"default"}]'])(
    'in a broken file (%j) are an error that does not overwrite it',
    (text) => {
      load();
      writeFileSync(appsFile(folder), text);
      expect(() => load()).toThrow(ConfigError);
      expect(readFileSync(appsFile(folder), 'utf8')).toBe(text);
    },
  );

  it('are not learned when the file cannot be written', () => {
    const [app] = load().apps;
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where the folder was');
    expect(() => app?.learnOwnerKey?.('dingreal')).toThrow();
    expect(app?.ownerKeys).not.toContain('dingreal');
    chmodSync(folder, 0o600);
  });
});
