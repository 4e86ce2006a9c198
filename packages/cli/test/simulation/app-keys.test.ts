import { writeFileSync } from 'node:fs';
import { appsFile } from '@dinghub/local-adapter/files';
import { readAppKeys } from '../../src/simulation/app-keys';
import { dinghub } from '../command';
import { CORP_ID, dataFolders, NEW, OLD, ZH } from '../sightings/set-up';

describe('the keys of the app that the simulator plays', () => {
  const folders = dataFolders();
  afterAll(folders.remove);

  it('are the app’s own', () => {
    expect(readAppKeys({ data: folders.make(NEW) })).toEqual({ ...NEW, ownerKey: CORP_ID });
  });

  it('are the old ones while it rotates: a test push is no sign that DingTalk has the new ones', () => {
    expect(readAppKeys({ data: folders.make() })).toEqual({ ...OLD, ownerKey: CORP_ID });
  });

  const checkUrl = (data: string, more = {}, ...args: readonly string[]) =>
    dinghub(['simulate', 'check-url', '--data', data, ...args], more);

  it.each([
    [{}, 'error The app needs a token, an AES key of 43 characters and an owner key.\n'],
    [ZH, '错误 该应用需要 token、43 位的 aes_key 和 owner key。\n'],
  ])('have to be complete (%j)', async (language, err) => {
    expect(await checkUrl(folders.make({ token: 'abc' }), language)).toMatchObject({ code: 1, err });
  });

  it.each([
    [{}, 'is not a JSON array of apps.\n'],
    [ZH, ' 不是由应用组成的 JSON 数组。\n'],
  ])('come from a list (%j)', async (language, err) => {
    const data = folders.make(NEW);
    writeFileSync(appsFile(data), '{}');
    expect(await checkUrl(data, language)).toMatchObject({ code: 1, err: expect.stringContaining(err) });
  });

  it.each([
    [{}, 'error --url must be an http or https URL, not "ftp://x".\n'],
    [ZH, '错误 --url 必须是 http 或 https URL，而不是“ftp://x”。\n'],
  ])('go to no URL that is not http (%j)', async (language, err) => {
    expect(await checkUrl(folders.make(NEW), language, '--url', 'ftp://x')).toMatchObject({ code: 2, err });
  });
});
