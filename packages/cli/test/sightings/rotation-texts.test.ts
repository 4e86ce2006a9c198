import { rotationAdvice } from '../../src/sightings/rotation-texts';

const AT = Date.parse('2026-11-23T08:00:00.000Z');
const internal = { name: 'hr', isThirdParty: false };
const suite = { name: 'suite', isThirdParty: true };

describe('what to do about a rotation', () => {
  it('is to wait for one event after a certain second, where the new ones came last', () => {
    const { says, next } = rotationAdvice({ state: 'old_in_use', newUsedAt: AT + 1, oldUsedAt: AT }, internal);
    expect(says.en).toMatch(/^DingTalk has the new ones/);
    expect(next.en).toMatch(/^wait for one more event after 08:01:00 UTC, then dinghub app rotate hr --finish again/);
    expect(says.zh + next.zh).toMatch(/^钉钉已换用新凭据.*等待 08:01:00 UTC 之后再有一个事件到达/);
    expect(next.en).not.toMatch(/register/);
  });

  it.each(['old_in_use', 'new_unused'] as const)(
    'is for a third-party app (%s) the console of its suite, as there is no API',
    (state) => {
      const { next } = rotationAdvice({ state, oldUsedAt: AT }, suite);
      expect(next.en).toMatch(/paste the new ones into the developer console of the suite/);
      expect(next.zh).toMatch(/将新凭据填入套件的开发者后台/);
      expect(next.en + next.zh).not.toMatch(/register/);
      expect(rotationAdvice({ state, oldUsedAt: AT }, internal).next.en).toMatch(/dingtalk register --url … --app hr/);
    },
  );
});
