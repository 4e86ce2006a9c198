import type { JsonObject } from '@dinghub/core';
import type { Sink } from '@dinghub/core/dispatch';
import fc from 'fast-check';
import { hideSecrets, restoreSecrets } from '../../src/documents/secrets';

const name = fc.stringMatching(/^[a-z][a-z-]{0,8}$/);
const headers = fc.dictionary(
  name,
  fc.string().filter((value) => value !== '***'),
);
const url = fc.webUrl();
const sink: fc.Arbitrary<Sink> = fc.oneof(
  fc.record({ kind: fc.constant('webhook' as const), url, headers }, { requiredKeys: ['kind', 'url'] }),
  fc.record(
    {
      kind: fc.constant('dingtalk-callback' as const),
      url,
      token: fc.string(),
      aesKey: fc.string(),
      ownerKey: fc.string(),
      headers,
    },
    { requiredKeys: ['kind', 'url', 'token', 'aesKey', 'ownerKey'] },
  ),
);

it('what is hidden can be put back', () => {
  fc.assert(
    fc.property(sink, (one) => {
      expect(restoreSecrets(one, hideSecrets(one))).toEqual(one);
    }),
  );
});

it('a kind of sink that is yet to come hides what it is not known to show', () => {
  const robot = { kind: 'dingtalk-robot', url: 'https://oapi.example.com/', accessToken: 's1', secret: 's2' };
  const shown = hideSecrets(robot as unknown as Sink);
  expect(shown).toEqual({ kind: robot.kind, url: robot.url });
  expect(restoreSecrets(robot as unknown as Sink, { ...shown, secret: 's3' })).toEqual({ ...robot, secret: 's3' });
});

it('secrets of one kind of sink do not get into another', () => {
  const before: Sink = { kind: 'dingtalk-callback', url: 'https://a.example/', token: 't', aesKey: 'k', ownerKey: 'o' };
  const after: JsonObject = { kind: 'webhook', url: 'https://a.example/' };
  expect(restoreSecrets(before, after)).toEqual(after);
});
