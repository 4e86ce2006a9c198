import { parseTask, taskKey } from '../../src/work/task';

describe('a task', () => {
  it.each([
    { kind: 'dispatch', event: 'e"1' } as const,
    { kind: 'deliver', event: '审批', subscription: 's' } as const,
  ])('survives the way through a queue: %j', (task) => {
    expect(parseTask(JSON.stringify(task))).toEqual(task);
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"kind":"dispatch"}',
    '{"kind":"deliver","event":"e"}',
    '{"kind":"x","event":"e"}',
    '{',
  ])('is not %j', (text) => {
    expect(parseTask(text)).toBeUndefined();
  });

  it('has a key that no other task has', () => {
    const keys = [
      taskKey({ kind: 'dispatch', event: 'a' }),
      taskKey({ kind: 'dispatch', event: 'a,b' }),
      taskKey({ kind: 'deliver', event: 'a', subscription: 'b' }),
    ];
    expect(new Set(keys).size).toBe(3);
  });
});
