import { isSigningSecret } from '../../src/delivery/sinks/webhook-signature';
import { createMemoryRecordStore } from '../../src/storage/memory-record-store';
import { InvalidSubscription, parseSubscription } from '../../src/storage/subscription-document';
import { createSubscriptionRegistry } from '../../src/storage/subscription-registry';
import { seededRandom } from '../dispatch/simulation';

const DAY = 86_400_000;
const sink = { kind: 'webhook', url: 'https://hr.example/hook' } as const;
const document = { id: 'hr', description: '人事', pattern: { type: ['user_add_org'] }, sink };
const callback = {
  kind: 'dingtalk-callback',
  url: 'https://old.example/cb',
  token: 'oldtoken',
  aesKey: 'k'.repeat(43),
  ownerKey: 'dingold',
} as const;

function setUp(store = createMemoryRecordStore()) {
  const clock = { now: 1_000_000 };
  const open = () => createSubscriptionRegistry({ store, clock: () => clock.now, random: seededRandom('registry') });
  return { clock, registry: open(), other: open() };
}

async function created(input: object) {
  const { registry, ...rest } = setUp();
  const made = await registry.create(input);
  if (made === 'exists') throw new Error('It exists.');
  return { registry, made, ...rest };
}

describe('the subscription registry', () => {
  it('registers a webhook with a secret of its own, and says it once', async () => {
    const { registry, made } = await created(document);
    expect(isSigningSecret(made.secret ?? '')).toBe(true);
    expect(made.subscription).toMatchObject({ ...document, state: 'active', createdAt: 1_000_000, version: 1 });
    expect(await registry.get('hr')).toEqual(made.subscription);
    expect(await registry.create(document)).toBe('exists');
  });

  it('makes ids and secrets that differ', async () => {
    const { registry, made } = await created({ ...document, id: undefined });
    const next = await registry.create({ pattern: document.pattern, sink });
    if (next === 'exists') throw new Error('It exists.');
    expect(next.subscription.id).toMatch(/^sub_[0-9a-f]{20}$/);
    expect(next.subscription.id).not.toBe(made.subscription.id);
    expect(next.secret).not.toBe(made.secret);
  });

  it('takes a team’s own secret, and none for sinks that sign otherwise', async () => {
    const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
    expect((await created({ ...document, secret })).made.secret).toBe(secret);
    const { made } = await created({ ...document, sink: callback });
    expect([made.secret, made.subscription.secrets]).toEqual([undefined, []]);
  });

  it('keeps an old secret valid for 24 hours after a rotation', async () => {
    const { registry, made, clock } = await created(document);
    clock.now += 5;
    const rotated = await registry.rotateSecret('hr');
    expect(rotated?.secret).not.toBe(made.secret);
    expect(rotated?.subscription.secrets).toEqual([
      { secret: rotated?.secret },
      { secret: made.secret, expiresAt: clock.now + DAY },
    ]);
    clock.now += DAY + 1;
    const again = await registry.rotateSecret('hr');
    expect(again?.subscription.secrets.map(({ secret }) => secret)).toEqual([again?.secret, rotated?.secret]);
  });

  it('pauses, resumes, disables with a reason and deletes', async () => {
    const { registry } = await created(document);
    expect(await registry.pause('hr')).toMatchObject({ state: 'paused' });
    expect(await registry.disable('hr', 'moved away')).toMatchObject({
      state: 'disabled',
      disabledReason: 'moved away',
    });
    expect(await registry.pause('hr')).toMatchObject({ state: 'disabled' });
    const resumed = await registry.resume('hr');
    expect([resumed?.state, resumed?.disabledReason]).toEqual(['active', undefined]);
    expect(await registry.remove('hr')).toMatchObject({ id: 'hr' });
    for (const gone of [registry.get, registry.pause, registry.resume, registry.rotateSecret, registry.remove]) {
      expect(await gone('hr')).toBeUndefined();
    }
  });

  it('changes the document and keeps state, secrets and the time of creation', async () => {
    const { registry, made, clock } = await created(document);
    await registry.pause('hr');
    clock.now += 1000;
    const { id: _, description: __, ...next } = { ...document, pattern: { type: ['check_in'] } };
    const updated = await registry.update('hr', next);
    expect(updated).toMatchObject({ id: 'hr', pattern: next.pattern, state: 'paused', createdAt: 1_000_000 });
    expect([updated?.description, updated?.secrets]).toEqual([undefined, made.subscription.secrets]);
    expect(await registry.update('none', next)).toBeUndefined();
  });

  it('keeps the old secret valid for a day when a document brings a new one', async () => {
    const { registry, made, clock } = await created(document);
    const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
    const updated = await registry.update('hr', { ...document, secret });
    expect(updated?.secrets).toEqual([{ secret }, { secret: made.secret, expiresAt: clock.now + DAY }]);
    expect((await registry.update('hr', { ...document, secret }))?.secrets).toEqual(updated?.secrets);
  });

  it('loses no change when two people make one each at the same time', async () => {
    const { registry, other } = await created(document);
    await Promise.all([registry.rotateSecret('hr'), other.pause('hr'), registry.rotateSecret('hr')]);
    const after = await registry.get('hr');
    expect([after?.state, after?.secrets.length, after?.version]).toEqual(['paused', 3, 4]);
  });

  it('lists all, page by page', async () => {
    const { registry } = setUp();
    for (let i = 0; i < 7; i++) await registry.create({ ...document, id: `s${i}` });
    const first = await registry.list({ limit: 5 });
    const { cursor = '' } = first;
    expect(first.items).toHaveLength(5);
    expect((await registry.list({ limit: 5, cursor })).items.map(({ id }) => id)).toEqual(['s5', 's6']);
    expect(await registry.all()).toHaveLength(7);
  });
});

describe('a subscription’s document', () => {
  const problemsOf = (input: unknown): readonly string[] => {
    try {
      parseSubscription(input, (url) => (url.includes('10.0.0.1') ? 'a private address.' : undefined));
      return [];
    } catch (error) {
      if (!(error instanceof InvalidSubscription)) throw error;
      return error.problems;
    }
  };

  it('with everything in it is taken', () => {
    const headers = { Authorization: 'Bearer x' };
    const rateLimit = { count: 5, perSeconds: 1 };
    expect(problemsOf({ ...document, sink: { ...sink, headers }, rateLimit, maxInFlight: 3 })).toEqual([]);
    expect(problemsOf({ ...document, sink: callback })).toEqual([]);
  });

  it('names every problem at once', () => {
    const problems = problemsOf({ id: 'a b', patern: {}, sink: { kind: 'webhook', url: 'ftp://x', token: 'x' } });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'patern',
      'id',
      'pattern',
      'sink.token',
      'sink.url',
    ]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a list', []],
    ['a URL that is not allowed', { ...document, sink: { ...sink, url: 'https://10.0.0.1/' } }],
    ['a URL that is none', { ...document, sink: { ...sink, url: 'https://[' } }],
    ['an unknown sink', { ...document, sink: { kind: 'mail', url: 'https://x.example' } }],
    ['an AES key of the wrong length', { ...document, sink: { ...callback, aesKey: 'short' } }],
    ['an empty owner key', { ...document, sink: { ...callback, ownerKey: '' } }],
    ['a header that the hub sets', { ...document, sink: { ...sink, headers: { 'Webhook-Id': 'x' } } }],
    ['a header that breaks the line', { ...document, sink: { ...sink, headers: { a: 'x\r\ny: z' } } }],
    ['a limit of zero', { ...document, rateLimit: { count: 0, perSeconds: 1 } }],
    ['half an in-flight limit', { ...document, maxInFlight: 0.5 }],
    ['a secret of 23 bytes', { ...document, secret: `whsec_${Buffer.alloc(23, 1).toString('base64')}` }],
    ['a secret for a sink that has keys', { ...document, sink: callback, secret: `whsec_${'A'.repeat(32)}` }],
    ['a pattern that matches nothing', { ...document, pattern: {} }],
  ])('with %s is refused', (_, input) => {
    expect(problemsOf(input).length).toBeGreaterThan(0);
  });

  it('never quotes a secret in a problem', () => {
    const secret = 'whsec_s3cretvalue';
    const text = problemsOf({
      ...document,
      secret,
      sink: { ...callback, token: 's3cret token', aesKey: 's3cretkey' },
    }).join();
    expect(text).not.toContain('s3cret');
  });
});
