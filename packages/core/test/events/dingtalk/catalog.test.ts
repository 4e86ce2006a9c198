import { categoryOf, EVENT_CATEGORIES, knownEventTypes } from '../../../src/index';

describe('the catalogue', () => {
  it('knows 242 types, each once', () => {
    expect(knownEventTypes()).toHaveLength(242);
    expect(new Set(knownEventTypes()).size).toBe(242);
    for (const type of knownEventTypes()) expect(type).toMatch(/^[A-Za-z]+(_[A-Za-z]+)*$/);
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
