import { createServer } from 'node:net';
import { type Task, WorkQueueUnavailable } from '@dinghub/core/dispatch';
import { type AccessKey, type FcEmulator, type FcFault, recordingLogger, until } from '@dinghub/testkit';
import { queueOf, startWithWorker } from './function-compute';
import { KEY } from './tablestore';

const TASK: Task = { kind: 'dispatch', event: 'e' };
const taskOf = (event: string): Task => ({ kind: 'dispatch', event });
const STS: AccessKey = { accessKeyId: 'STS.abc', accessKeySecret: 'sts-secret', securityToken: 'token+/=' };

describe('a Function Compute that does not answer well', () => {
  let emulator: FcEmulator;
  const seen: string[] = [];
  beforeEach(async () => {
    seen.length = 0;
    emulator = await startWithWorker(async ({ event }) => void seen.push(event));
  });
  afterEach(() => emulator.close());

  it.each<FcFault>(['throttled', 'error', 'unavailable', 'drop', 'drop_after', 'garbage'])(
    'is asked once more after %s',
    async (fault) => {
      emulator.faults.push(fault);
      await queueOf(emulator).enqueue([TASK]);
      await until(() => seen.length > 0);
    },
  );

  it.each<FcFault>(['throttled', 'error', 'unavailable', 'drop', 'garbage'])(
    'is not asked a third time: two of %s are a failure',
    async (fault) => {
      emulator.faults.push(fault, fault);
      await expect(queueOf(emulator).enqueue([TASK])).rejects.toThrow(WorkQueueUnavailable);
      expect(emulator.faults).toEqual([]);
    },
  );

  it.each<[FcFault, RegExp]>([
    ['denied', /\(403\)\. Give the role the right to do fc:InvokeFunction/],
    ['missing', /\(404\)\. Deploy the worker/],
  ])('is not asked again when it refuses: %s, with what to do', async (fault, message) => {
    emulator.faults.push(fault);
    await expect(queueOf(emulator).enqueue([TASK])).rejects.toThrow(message);
    expect(emulator.calls).toHaveLength(1);
  });

  it('refuses a worker that was never deployed', async () => {
    const queue = queueOf(emulator, { workerFunction: 'nobody' });
    await expect(queue.enqueue([TASK])).rejects.toThrow(/\(404\)/);
  });

  it('has taken a task also when its empty answer is said to be JSON', async () => {
    emulator.faults.push('empty_json');
    await queueOf(emulator).enqueue([TASK]);
    expect(emulator.calls).toHaveLength(1);
  });

  it('may forget what it took: nobody is told', async () => {
    emulator.faults.push('lose');
    await queueOf(emulator).enqueue([TASK]);
    expect(emulator.waiting()).toBe(0);
    expect(seen).toEqual([]);
  });

  it('is not waited for longer than the limits say, when it hangs', async () => {
    emulator.faults.push('hang', 'hang');
    const startedAt = Date.now();
    const queue = queueOf(emulator, { limits: { tryMs: 230, totalMs: 230 } });
    await expect(queue.enqueue([TASK])).rejects.toThrow(/TimeoutError/);
    expect(Date.now() - startedAt).toBeLessThan(2000);
    expect(emulator.faults).toEqual(['hang']);
  });

  it('is not waited for longer when it does not even accept the connection, or ends in the middle', async () => {
    const server = createServer((socket) => {
      socket.once('data', () =>
        socket.write('HTTP/1.1 202 Accepted\r\ncontent-length: 10\r\nx-fc-request-id: r\r\n\r\nhalf'),
      );
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const half = { ...emulator, endpoint: `http://127.0.0.1:${port}` };
    const startedAt = Date.now();
    const queue = queueOf(half, { limits: { tryMs: 150, totalMs: 150 } });
    await expect(queue.enqueue([TASK])).rejects.toThrow(WorkQueueUnavailable);
    expect(Date.now() - startedAt).toBeLessThan(2000);
    await new Promise((resolve) => server.close(resolve));
    await expect(queueOf(half).enqueue([TASK])).rejects.toThrow(/ECONNREFUSED/);
  });

  it('stops a batch after a failure, and says why in the log', async () => {
    const logger = recordingLogger();
    emulator.faults.push(...Array.from<FcFault>({ length: 200 }).fill('denied'));
    const tasks = Array.from({ length: 200 }, (_, i) => taskOf(`e${i}`));
    await expect(queueOf(emulator, { logger }).enqueue(tasks)).rejects.toThrow(WorkQueueUnavailable);
    expect(emulator.calls.length).toBeLessThanOrEqual(32);
    expect(logger.lines).toEqual([{ code: 'invocation_not_taken', function: 'dinghub-test-worker', reason: '403' }]);
  });

  it('takes temporary credentials, asked for before every try, whatever their id looks like', async () => {
    const second: AccessKey = { ...STS, accessKeyId: 'rotated', accessKeySecret: 'other', securityToken: 'second' };
    emulator.keys = [STS, second];
    const given = [STS, second];
    emulator.faults.push('error');
    await queueOf(emulator, { credentials: () => given.shift() ?? KEY }).enqueue([TASK]);
    expect(emulator.calls.map(({ accessKeyId }) => accessKeyId)).toEqual(['STS.abc', 'rotated']);
  });

  it.each<[string, AccessKey]>([
    ['another secret', { ...STS, accessKeySecret: 'wrong' }],
    ['another token', { ...STS, securityToken: 'wrong' }],
    ['an unknown id', { ...STS, accessKeyId: 'STS.unknown' }],
    ['no secret at all', { ...STS, accessKeySecret: '' }],
  ])('refuses %s, and neither the error nor the log has a secret', async (_, wrong) => {
    emulator.keys = [STS];
    const logger = recordingLogger();
    const failure = await queueOf(emulator, { credentials: () => wrong, logger })
      .enqueue([TASK])
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WorkQueueUnavailable);
    const told = `${(failure as Error).stack} ${JSON.stringify([failure, logger.lines])}`;
    for (const secret of [wrong.accessKeySecret, wrong.securityToken]) if (secret) expect(told).not.toContain(secret);
    expect((failure as Error).cause).toBeUndefined();
  });
});
