import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@dinghub/core';
import { appsFile, loadLocalApps, randomText } from '../src/secrets';

describe('the credentials of a local hub', () => {
  const parent = mkdtempSync(join(tmpdir(), 'dinghub-secrets-'));
  let folder = '';
  let count = 0;
  beforeEach(() => {
    folder = join(parent, `data${count++}`);
  });
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  it('are created once, for the owner’s eyes alone, as DingTalk’s console accepts them', () => {
    const first = loadLocalApps(folder, {});
    expect(first.created).toEqual({
      token: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
      aesKey: expect.stringMatching(/^[A-Za-z0-9]{43}$/),
    });
    expect(statSync(appsFile(folder)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const second = loadLocalApps(folder, {});
    expect(second.created).toBeUndefined();
    expect(second.apps[0]?.credentials).toEqual(first.apps[0]?.credentials);
  });

  it('differ from hub to hub', () => {
    expect(randomText(43)).not.toBe(randomText(43));
  });

  it('learn one owner key, keep it in the file, and no other after it', () => {
    const [app] = loadLocalApps(folder, {}).apps;
    expect(app?.learnOwnerKey?.('dingreal')).toBe(true);
    expect(app?.ownerKeys).toContain('dingreal');
    expect(app?.learnOwnerKey?.('dingother')).toBe(false);
    const [again] = loadLocalApps(folder, {}).apps;
    expect(again?.ownerKeys).toContain('dingreal');
    expect(again?.learnOwnerKey).toBeUndefined();
    expect(statSync(appsFile(folder)).mode & 0o777).toBe(0o600);
  });

  it('learn nothing when the owner key is configured', () => {
    const [app] = loadLocalApps(folder, { DINGTALK_OWNER_KEY: 'dinga, dingb' }).apps;
    expect(app?.ownerKeys).toEqual(expect.arrayContaining(['dinga', 'dingb']));
    expect(app?.learnOwnerKey).toBeUndefined();
  });

  it('come from the environment when that has them, and then nothing is written', () => {
    const env = { DINGTALK_TOKEN: 't', DINGTALK_AES_KEY: 'k'.repeat(43), DINGTALK_OWNER_KEY: 'o' };
    expect(loadLocalApps(folder, env).apps[0]?.ownerKeys).toEqual(['o']);
    expect(() => statSync(folder)).toThrow();
  });

  it('in half a configuration are an error, not a reason to invent the rest', () => {
    expect(() => loadLocalApps(folder, { DINGTALK_TOKEN: 't' })).toThrow(ConfigError);
  });

  it.each(['', '{', '{}', '[{"name":"default"}]'])(
    'in a broken file (%j) are an error that does not overwrite it',
    (text) => {
      loadLocalApps(folder, {});
      writeFileSync(appsFile(folder), text);
      expect(() => loadLocalApps(folder, {})).toThrow(ConfigError);
      expect(readFileSync(appsFile(folder), 'utf8')).toBe(text);
    },
  );

  it('are not learned when the file cannot be written', () => {
    const [app] = loadLocalApps(folder, {}).apps;
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where the folder was');
    expect(() => app?.learnOwnerKey?.('dingreal')).toThrow();
    expect(app?.ownerKeys).not.toContain('dingreal');
    chmodSync(folder, 0o600);
  });
});
