import { isKeyOf, ownerKeyKind, PLACEHOLDER_SUITE_KEY, traitsOf } from '../../src/sightings/index';

describe('what is kept of an owner key', () => {
  it.each([
    ['ding0123456789abcdef0123456789abcdef', 'corp_id', 'ding…cdef'],
    ['dingqlr3ujmvpvtkmiwl', 'app_key', 'ding…miwl'],
    ['suiteabcdefgh', 'suite_key', 'suit…efgh'],
    [PLACEHOLDER_SUITE_KEY, 'suite_key', 'suit…xxxx'],
    ['dinghub-simulator', 'simulator', 'ding…ator'],
    ['twelve-chars', 'unclear', 'twel…hars'],
    ['eleven-char', 'unclear', undefined],
    ['', 'unclear', undefined],
  ])('of %j is that it looks like %s, and %s', (key, kind, masked) => {
    expect(traitsOf(key)).toEqual({
      kind,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      ...(masked && { masked }),
    });
  });

  it.each([
    ['a megabyte', `ding${'x'.repeat(1024 * 1024)}wxyz`, 'ding…wxyz'],
    ['control characters', '\u0000\u001b[2m\u202e\u0000'.repeat(9), '???2…2m??'],
    ['emoji, twelve of them', '🎉'.repeat(12), '????…????'],
    ['emoji, eleven of them', '🎉'.repeat(11), undefined],
    ['Chinese before letters', '钉钉开放平台abcdef', '????…cdef'],
  ])('of %s is small, and safe to print', (_, key, masked) => {
    const { masked: shown, ...traits } = traitsOf(key);
    expect(shown).toBe(masked);
    expect(JSON.stringify({ shown, ...traits }).length).toBeLessThan(200);
    expect(shown ?? '').toMatch(/^[\w.\-?…]*$/);
  });

  it('recognises that very key, and no other', () => {
    for (const key of ['', 'dingqlr3ujmvpvtkmiwl', '🎉']) expect(isKeyOf(traitsOf(key), key)).toBe(true);
    expect(isKeyOf(traitsOf('dingqlr3ujmvpvtkmiwl'), 'dingqlr3ujmvpvtkmiwm')).toBe(false);
  });

  it('does not hold the key', () => {
    expect(JSON.stringify(traitsOf('dingqlr3ujmvpvtkmiwl'))).not.toContain('qlr3');
  });

  it('takes an app’s own AppKey for one, whatever it looks like', () => {
    expect(ownerKeyKind('dingd8e1123006514592')).toBe('unclear');
    expect(ownerKeyKind('dingd8e1123006514592', 'dingd8e1123006514592')).toBe('app_key');
  });
});
