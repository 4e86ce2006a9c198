import { createRandomPool } from '../src/random-pool';

describe('the pool of randomness', () => {
  it('gives out what was asked for, and no bytes twice', () => {
    const random = createRandomPool();
    const drawn = Array.from({ length: 2000 }, (_, i) => random(24 + (i % 3)));
    drawn.forEach((bytes, i) => {
      expect(bytes).toHaveLength(24 + (i % 3));
    });
    expect(new Set(drawn.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(2000);
  });

  it('gives more than a pool at once', () => {
    expect(new Set(createRandomPool()(100_000)).size).toBe(256);
  });

  it('never changes what it gave', () => {
    const random = createRandomPool();
    const first = random(16);
    const before = Buffer.from(first).toString('hex');
    for (let i = 0; i < 2000; i++) random(16);
    expect(Buffer.from(first).toString('hex')).toBe(before);
  });
});
