import { appendAndEnqueue } from '../../src/work/append-and-enqueue';
import type { Task } from '../../src/work/task';
import { userEvent } from '../dispatch/simulation';

function setUp(enqueue: (tasks: readonly Task[]) => Promise<void>, outcome: 'inserted' | 'exists' = 'inserted') {
  const warnings: unknown[] = [];
  const logger = {
    debug() {},
    info() {},
    error() {},
    warn: (_: string, fields?: object) => void warnings.push(fields),
  };
  let late: (() => void) | undefined;
  const events = { append: async () => [{ id: 'stored-id', outcome }] };
  const after = (_: number, run: () => void) => {
    late = run;
    return () => {
      late = undefined;
    };
  };
  return { log: appendAndEnqueue({ events, queue: { enqueue }, logger, after }), warnings, passTime: () => late?.() };
}

describe('appending with dispatch', () => {
  it('enqueues what is new under the id that it was stored with', async () => {
    const tasks: Task[] = [];
    const { log } = setUp(async (more) => void tasks.push(...more));
    expect(await log.append([userEvent('e1')])).toEqual([{ id: 'stored-id', outcome: 'inserted' }]);
    expect(tasks).toEqual([{ kind: 'dispatch', event: 'stored-id' }]);
  });

  it('enqueues nothing for a repeat', async () => {
    const { log } = setUp(() => Promise.reject(new Error('must not be called')), 'exists');
    expect(await log.append([userEvent('e1')])).toEqual([{ id: 'stored-id', outcome: 'exists' }]);
  });

  it('succeeds although the queue fails', async () => {
    const { log, warnings } = setUp(() => Promise.reject(new TypeError('secret')));
    expect(await log.append([userEvent('e1')])).toHaveLength(1);
    expect(warnings).toEqual([{ tasks: 1, error: 'TypeError' }]);
  });

  it('succeeds although the queue hangs', async () => {
    const { log, warnings, passTime } = setUp(() => new Promise(() => {}));
    const appended = log.append([userEvent('e1')]);
    await new Promise((resolve) => setImmediate(resolve));
    passTime();
    expect(await appended).toHaveLength(1);
    expect(warnings).toEqual([{ tasks: 1, error: 'timeout' }]);
  });
});
