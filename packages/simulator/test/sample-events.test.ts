import { randomBytes } from 'node:crypto';
import { normaliseDingTalkBody } from '@dinghub/core';
import { CALLBACK_TAGS } from '@dinghub/core/dingtalk';
import { sampleEvent } from '../src/index';

const clock = () => Date.UTC(2026, 10, 23, 8);

describe('a sample event', () => {
  it.each(CALLBACK_TAGS)('of type %s is about something of its own, as a push is', (type) => {
    const subjects = [1, 2].map(() => {
      const body = sampleEvent(type, { clock, random: randomBytes, corpId: `ding${randomBytes(8).toString('hex')}` });
      return normaliseDingTalkBody(body, { app: 'default', receivedAt: clock() })[0]?.subject;
    });
    expect(subjects).toEqual([expect.any(String), expect.any(String)]);
    expect(subjects[0]).not.toBe(subjects[1]);
  });
});
