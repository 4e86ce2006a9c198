import { createInvocations, type FcInvocation } from '../src/invocation';

const invocation = (securityToken: string): FcInvocation => ({
  requestId: securityToken,
  accountId: '1',
  region: 'cn-hangzhou',
  credentials: { accessKeyId: 'STS.a', accessKeySecret: 's', securityToken },
});

describe('the current invocation', () => {
  it('is each caller’s own, also when two are at work at once', async () => {
    const invocations = createInvocations();
    const handler = invocations.during(async (ms: number) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return invocations.current().credentials.securityToken;
    });
    const both = await Promise.all([handler(20, invocation('first')), handler(5, invocation('second'))]);
    expect(both).toEqual(['first', 'second']);
  });

  it('is not kept after its end', async () => {
    const invocations = createInvocations();
    await invocations.during(async () => {})(undefined, invocation('past'));
    expect(() => invocations.current()).toThrow('There are no credentials outside of an invocation.');
  });
});
