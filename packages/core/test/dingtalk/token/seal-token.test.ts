import { randomBytes } from 'node:crypto';
import { createTokenSeal } from '../../../src/dingtalk/token/seal-token';

const seal = (owner: string, appSecret = 'the-secret') => createTokenSeal({ appSecret, owner, random: randomBytes });

describe('a sealed token', () => {
  it('opens for whom it was sealed, and shows nothing of the token', () => {
    const sealed = seal('app').seal('the-token');
    expect(seal('app').open(sealed)).toBe('the-token');
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('the-token');
  });

  it('opens for no other app or organisation with the same secret, and with no other secret', () => {
    const sealed = seal('app').seal('the-token');
    expect(seal('other').open(sealed)).toBeUndefined();
    expect(seal('app', 'another-secret').open(sealed)).toBeUndefined();
  });

  it('does not open when it was changed or cut, nor does anything else', () => {
    const bytes = Buffer.from(seal('app').seal('the-token'), 'base64');
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(seal('app').open(changed.toString('base64'))).toBeUndefined();
    }
    for (const odd of ['', 'x', bytes.subarray(0, 20).toString('base64')])
      expect(seal('app').open(odd)).toBeUndefined();
  });
});
