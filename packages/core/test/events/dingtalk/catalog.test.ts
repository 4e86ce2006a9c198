import { createHash } from 'node:crypto';
import { categoryOf, EVENT_CATEGORIES, knownEventTypes } from '../../../src/index';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the catalogue', () => {
  it('knows 242 types, each once', () => {
    expect(knownEventTypes()).toHaveLength(242);
    expect(new Set(knownEventTypes()).size).toBe(242);
    for (const type of knownEventTypes()) expect(type).toMatch(/^[A-Za-z]+(_[A-Za-z]+)*$/);
  });

  it('knows them by the names that DingTalk gave them', () => {
    // Of the 242 names of open.dingtalk.com in September 2026, sorted, a line each.
    const published = 'e9b135ab861b3b2b18f3813c2fbd6b7e610b165620449a23361e6276e28acde4';
    expect(sha256([...knownEventTypes()].sort().join('\n'))).toBe(published);
  });

  it('moves none to another category unnoticed', () => {
    const pairs = [...knownEventTypes()].sort().map((type) => [type, categoryOf(type)]);
    expect(sha256(JSON.stringify(pairs))).toBe('a996bba02b9e7e99f77c8bb24c413a591858de4223057804dc387d1fa46283ca');
  });

  it.each([
    ['check_url', 'system'],
    ['suite_ticket', 'third-party'],
    ['SYNC_HTTP_PUSH_HIGH', 'third-party'],
    ['user_add_org', 'contacts'],
    ['org_dept_remove', 'contacts'],
    ['label_conf_del', 'roles'],
    ['bpms_task_change', 'approvals'],
    ['chat_disband_microapp', 'chats'],
    ['check_in', 'check-in'],
    ['attendance_check_record', 'attendance'],
    ['edu_user_relation_delete', 'education'],
  ])('puts %s into %s', (type, category) => {
    expect(categoryOf(type)).toBe(category);
    expect(knownEventTypes().includes(type)).toBe(true);
  });

  it('calls a type that it does not have unknown, names of object members too', () => {
    for (const type of ['', 'constructor', '__proto__', 'user_add', 'brand_new_event'])
      expect(categoryOf(type)).toBe('unknown');
  });

  it('has types in every category', () => {
    for (const category of EVENT_CATEGORIES) expect(knownEventTypes(category).length).toBeGreaterThan(0);
  });
});
