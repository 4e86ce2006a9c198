import type { ReplayProgress, ReplayRequest } from '@dinghub/core/dispatch';
import { CliError } from '../../src/failure';
import { runReplay } from '../../src/replay/run-replay';
import { languageOfTests } from '../language-of-tests';

/** A hub that answers each call with the next of these, or fails with it. */
function answering(...answers: readonly (ReplayProgress | Error)[]) {
  const requests: ReplayRequest[] = [];
  const left = [...answers];
  const call = async (request: ReplayRequest): Promise<ReplayProgress> => {
    requests.push(request);
    const next = left.shift();
    if (next === undefined || next instanceof Error) throw next ?? new Error('asked too often');
    return next;
  };
  return { call, requests };
}

const page = (replayed: number, cursor?: string): ReplayProgress => ({
  examined: 10,
  matched: replayed + 1,
  replayed,
  pending: 1,
  ...(cursor === undefined ? {} : { cursor }),
});
const passing = (reason = 'store_unavailable') => new CliError('The store does not answer now.', 1, reason);

describe('a replay', () => {
  const inLanguage = languageOfTests();
  const waits: number[] = [];
  const options = {
    onProgress: () => undefined,
    sleep: async (ms: number) => waits.push(ms),
    signal: new AbortController().signal,
  };
  beforeEach(() => waits.splice(0));

  it('goes from cursor to cursor, and sums up', async () => {
    const { call, requests } = answering(page(3, 'a'), page(0, 'b'), page(4));
    const seen: number[] = [];
    const onProgress = ({ examined }: ReplayProgress) => void seen.push(examined);
    const totals = await runReplay(call, { subscription: 'crm', state: 'dead' }, { ...options, onProgress });
    expect(totals).toEqual({ examined: 30, matched: 10, replayed: 7, pending: 3 });
    expect(requests.map(({ cursor }) => cursor)).toEqual([undefined, 'a', 'b']);
    expect(requests.every(({ subscription, state }) => subscription === 'crm' && state === 'dead')).toBe(true);
    expect(seen).toEqual([10, 20, 30]);
  });

  it('makes a call again, with pauses, when what it failed of passes', async () => {
    const { call, requests } = answering(page(1, 'a'), passing(), passing('unreachable'), page(2));
    expect(await runReplay(call, { subscription: 'crm' }, options)).toMatchObject({ replayed: 3 });
    expect([requests.map(({ cursor }) => cursor), waits]).toEqual([
      [undefined, 'a', 'a', 'a'],
      [1000, 2000],
    ]);
  });

  it('gives up at last, and says what is done and where to go on', async () => {
    const { call } = answering(page(3, 'a'), ...Array.from({ length: 6 }, () => passing()));
    await expect(runReplay(call, { subscription: 'crm' }, options)).rejects.toThrow(
      /does not answer now\.\n3 were replayed so far\. Go on from there with --cursor a$/,
    );
    expect(waits).toHaveLength(5);
  });

  it('says in Chinese where to go on', async () => {
    inLanguage('zh_CN.UTF-8');
    const { call } = answering(page(3, 'a'), ...Array.from({ length: 6 }, () => passing()));
    await expect(runReplay(call, { subscription: 'crm' }, options)).rejects.toThrow(
      /\n目前已重新投递 3 个事件。如需从此处继续，请加上 --cursor a$/,
    );
  });

  it('gives up at once when what it failed of does not pass', async () => {
    const { call } = answering(new CliError('There is no such subscription.', 1, 'not_found'));
    await expect(runReplay(call, { subscription: 'crm' }, options)).rejects.toThrow('There is no such subscription.');
    expect(waits).toEqual([]);
  });

  it('does not wait for a hub that has not answered at all', async () => {
    const { call } = answering(passing('unreachable'), page(1));
    await expect(runReplay(call, { subscription: 'crm' }, options)).rejects.toThrow('The store does not answer now.');
    expect(waits).toEqual([]);
  });

  it('stops between two calls when it is asked to, and says where', async () => {
    const controller = new AbortController();
    const { call } = answering(page(1, 'a'), page(1, 'b'), page(1));
    let calls = 0;
    const onProgress = () => {
      if (++calls === 2) controller.abort();
    };
    const totals = await runReplay(
      call,
      { subscription: 'crm' },
      { ...options, onProgress, signal: controller.signal },
    );
    expect(totals).toMatchObject({ replayed: 2, cursor: 'b' });
  });
});
