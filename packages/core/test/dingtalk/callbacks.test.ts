import { knownEventTypes } from '@dinghub/core';
import {
  CALLBACK_TAGS,
  type CallbackRegistration,
  ensureRegistered,
  expandTags,
  InvalidRegistration,
  planRegistration,
} from '../../src/dingtalk/index';
import { setUp } from './set-up';

const WANTED: CallbackRegistration = {
  url: 'https://hub.example/v1/dingtalk',
  token: 'callback-token',
  aesKey: 'a'.repeat(43),
  tags: ['bpms_*', 'user_add_org'],
};
const TAGS = ['user_add_org', 'bpms_task_change', 'bpms_instance_change'];

describe('tags', () => {
  it('are 38, each once, all of them in the catalogue', () => {
    expect(new Set(CALLBACK_TAGS).size).toBe(38);
    expect(CALLBACK_TAGS.filter((tag) => !knownEventTypes().includes(tag))).toEqual([]);
  });

  it.each<[string[], string[], string[]]>([
    [['bpms_*', 'user_add_org'], TAGS, []],
    [['*_remove', 'org_remove'], ['org_admin_remove', 'org_dept_remove', 'org_remove'], []],
    [['check_in', ' check_in '], ['check_in'], []],
    [['*'], [...CALLBACK_TAGS], []],
    [['chat_disband_microapp'], ['chat_disband_microapp'], []],
    [['bpms', 'oa_*', 'todo_task_create', '', '.*'], [], ['bpms', 'oa_*', 'todo_task_create', '', '.*']],
  ])('%j are expanded', (wanted, tags, unknown) => {
    expect(expandTags(wanted)).toEqual({ tags, unknown });
  });
});

describe('a registration', () => {
  it.each<[Partial<CallbackRegistration>, RegExp]>([
    [{ token: 'short' }, /6 to 63.*it has 5/],
    [{ token: 't'.repeat(64) }, /6 to 63/],
    [{ aesKey: `${'a'.repeat(42)}+` }, /43 letters and digits/],
    [{ url: 'hub.example' }, /not valid/],
    [{ url: 'ftp://hub.example/' }, /https:/],
    [{ url: 'https://u:p@hub.example/' }, /user name/],
    [{ url: 'https://:p@hub.example/' }, /user name/],
    [{ url: 'https://hub.example/#x' }, /fragment/],
    [{ tags: ['bpms_*', 'nope'] }, /no callback tag "nope".*There are: user_add_org/],
    [{ tags: [] }, /no tags/],
  ])('with %j is refused before DingTalk is asked', async (wrong, problem) => {
    const { connect, fake } = setUp();
    const refused = connect().callbacks.register({ ...WANTED, ...wrong });
    await expect(refused).rejects.toThrow(problem);
    await expect(refused).rejects.toBeInstanceOf(InvalidRegistration);
    expect(fake.calls).toEqual([]);
  });

  it('is registered where there is none, and updated where there is another', async () => {
    const { time, fake, connect } = setUp();
    const { callbacks } = connect();
    const first = await time.run(ensureRegistered(callbacks, WANTED));
    expect(first).toMatchObject({ action: 'register', after: { url: WANTED.url, tags: TAGS } });
    expect(first.before).toBeUndefined();
    expect(fake.registered).toEqual({
      url: WANTED.url,
      token: WANTED.token,
      aes_key: WANTED.aesKey,
      call_back_tag: TAGS,
    });
    const moved = { ...WANTED, url: 'https://other.example/v1/dingtalk' };
    const second = await time.run(ensureRegistered(callbacks, moved));
    expect(second).toMatchObject({ action: 'update', before: { url: WANTED.url }, after: { url: moved.url } });
  });

  it('that is as it should be is left alone, unless DingTalk is to call the URL', async () => {
    const { time, connect, apis } = setUp();
    const { callbacks } = connect();
    await time.run(ensureRegistered(callbacks, WANTED));
    const asked = apis().length;
    const again = await time.run(ensureRegistered(callbacks, { ...WANTED, tags: [...TAGS].reverse() }));
    expect(again).toMatchObject({ action: 'none', after: { tags: TAGS } });
    expect(apis().slice(asked)).toEqual(['call_back/get_call_back']);
    const probed = await time.run(ensureRegistered(callbacks, WANTED, { probe: true }));
    expect(probed.action).toBe('update');
  });

  it('that appears or disappears between two calls is updated or registered all the same', async () => {
    const { time, fake, connect, apis } = setUp();
    const { callbacks } = connect();
    await time.run(ensureRegistered(callbacks, WANTED));
    fake.script.push({ errcode: 71007, errmsg: 'gone' });
    const updated = await time.run(ensureRegistered(callbacks, { ...WANTED, token: 'another-token' }));
    expect(updated.action).toBe('update');
    fake.script.push(() => {
      const stale = { errcode: 0, ...fake.registered };
      fake.registered = undefined;
      return stale;
    });
    const registered = await time.run(ensureRegistered(callbacks, WANTED));
    expect(registered.action).toBe('register');
    expect(apis().slice(-4)).toEqual([
      'call_back/get_call_back',
      'call_back/update_call_back',
      'call_back/register_call_back',
      'call_back/get_call_back',
    ]);
  });

  it('is only planned in a dry run', async () => {
    const { time, fake, connect } = setUp();
    const plan = await time.run(planRegistration(connect().callbacks, WANTED));
    expect(plan).toEqual({ action: 'register', wanted: { ...WANTED, tags: TAGS } });
    expect(fake.registered).toBeUndefined();
  });

  it('that DingTalk’s probe rejects says so, with DingTalk’s words and none of ours', async () => {
    const { time, fake, connect } = setUp();
    const dingtalk = connect();
    await time.run(dingtalk.tokens.current());
    fake.script.push({ errcode: 71009, errmsg: `reply ${WANTED.token} ${WANTED.aesKey}` });
    await expect(time.run(dingtalk.callbacks.register(WANTED))).rejects.toMatchObject({
      kind: 'callback_rejected',
      failure: { errmsg: 'reply *** ***' },
    });
  });

  it('is told without what are no tags', async () => {
    const { time, fake, connect } = setUp();
    fake.registered = { url: WANTED.url, call_back_tag: ['check_in', { toString: 1 }] };
    expect(await time.run(connect().callbacks.get())).toEqual({
      ...{ url: WANTED.url, tags: ['check_in'], token: '', aesKey: '' },
    });
  });

  it('is removed, or was absent', async () => {
    const { time, connect } = setUp();
    const { callbacks } = connect();
    expect(await time.run(callbacks.remove())).toBe('absent');
    await time.run(callbacks.register(WANTED));
    expect(await time.run(callbacks.remove())).toBe('removed');
    expect(await time.run(callbacks.get())).toBeUndefined();
  });
});
