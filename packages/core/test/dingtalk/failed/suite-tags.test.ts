import { knownEventTypes } from '@dinghub/core';
import { CALLBACK_TAGS, SUITE_TAGS } from '../../../src/dingtalk/index';

describe('the tags whose failed records a third-party app asks for', () => {
  it('are each once those of organisations and every event of third-party apps', () => {
    expect(SUITE_TAGS).toEqual(expect.arrayContaining([...CALLBACK_TAGS, ...knownEventTypes('third-party')]));
    expect(new Set(SUITE_TAGS).size).toBe(SUITE_TAGS.length);
  });
});
