import type { ApprovalTaskPayload, DingTalkPayload, UserPayload } from '../../src/index';

/** Compiles only if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

describe('payload types', () => {
  it('are known for known types and JSON objects for all others', () => {
    const typed: Same<DingTalkPayload<'user_add_org'>, UserPayload> = true;
    const task: Same<DingTalkPayload<'bpms_task_change'>, ApprovalTaskPayload> = true;
    const unknown: DingTalkPayload<'brand_new'> = { anything: [1] };
    expect([typed, task, unknown.anything]).toEqual([true, true, [1]]);
  });

  it('take both families of bodies', () => {
    const captured: DingTalkPayload<'user_add_org'> = { EventType: 'user_add_org', UserId: ['u'], TimeStamp: '1' };
    const documented: DingTalkPayload<'user_add_org'> = { EventType: 'user_add_org', userId: ['u'], EventTime: 1 };
    expect([captured.UserId, documented.userId]).toEqual([['u'], ['u']]);
  });
});
