import { pushMany } from '../../src/simulation/many';
import { showProgress } from '../../src/simulation/progress-bar';
import { tellIn } from '../../src/told';

const [WRAP_OFF, WRAP_ON] = ['\u001b[?7l', '\u001b[?7h'];

describe('many pushes on a terminal', () => {
  const { isTTY } = process.stderr;
  let shown = '';
  let exit: jest.SpyInstance;
  beforeEach(() => {
    shown = '';
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      shown += String(text);
      return true;
    });
    exit = jest.spyOn(process, 'exit').mockImplementation((() => {}) as typeof process.exit);
    process.stderr.isTTY = true;
  });
  afterEach(() => {
    process.stderr.isTTY = isTTY;
    jest.restoreAllMocks();
    for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  });
  const run = (push: (i: number) => Promise<{ kind: string }>, report: (results: readonly object[]) => void) =>
    pushMany({ count: 5, concurrency: 2, progress: showProgress({ count: 5, tell: tellIn('en') }), push, report });
  const hasWrap = () => shown.lastIndexOf(WRAP_ON) > shown.lastIndexOf(WRAP_OFF);

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'that %s interrupts are reported as far as they are over, the line wrap given back before',
    async (signal, code) => {
      const reported: unknown[] = [];
      const push = async (i: number) => {
        if (i < 2) return { kind: 'delivered' };
        if (i === 2) setImmediate(() => process.emit(signal, signal));
        return new Promise<never>(() => {});
      };
      await run(push, (results) => {
        expect(shown).toContain(WRAP_OFF);
        reported.push(results.length, hasWrap());
      });
      expect(reported).toEqual([2, true]);
      expect(shown).toMatch(/Stopped: 2 of 5 pushes were over; what was under way is not counted\.\n$/);
      expect(exit.mock.calls).toEqual([[code]]);
    },
  );

  it('that come to their end are all reported, and the command goes on', async () => {
    const reported: unknown[] = [];
    await run(
      async () => ({ kind: 'delivered' }),
      (results) => reported.push(results.length, hasWrap()),
    );
    expect(reported).toEqual([5, true]);
    expect(exit).not.toHaveBeenCalled();
  });

  it('one of which throws give the line wrap back', async () => {
    const report = jest.fn();
    await expect(run(() => Promise.reject(new Error('no hub')), report)).rejects.toThrow('no hub');
    expect([hasWrap(), report.mock.calls]).toEqual([true, []]);
  });
});
