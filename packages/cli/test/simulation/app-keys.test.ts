import { readAppKeys } from '../../src/simulation/app-keys';
import { CORP_ID, dataFolders, NEW, OLD } from '../sightings/set-up';

describe('the keys of the app that the simulator plays', () => {
  const folders = dataFolders();
  afterAll(folders.remove);

  it('are the app’s own', () => {
    expect(readAppKeys({ data: folders.make(NEW) })).toEqual({ ...NEW, ownerKey: CORP_ID });
  });

  it('are the old ones while it rotates: a test push is no sign that DingTalk has the new ones', () => {
    expect(readAppKeys({ data: folders.make() })).toEqual({ ...OLD, ownerKey: CORP_ID });
  });
});
