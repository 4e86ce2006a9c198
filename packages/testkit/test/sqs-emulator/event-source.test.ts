import { type EventSource, failedItems, type SqsEmulator, startEventSource, startSqsEmulator, until } from '../../src';

interface SqsEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string; readonly eventSource: string }[];
}

describe('what Lambda makes of a function’s answer', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['nothing', undefined, []],
    ['null', null, []],
    ['an empty object', {}, []],
    ['an empty list', { batchItemFailures: [] }, []],
    ['null for a list', { batchItemFailures: null }, []],
    ['one item', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
    ['an item of no batch', { batchItemFailures: [{ itemIdentifier: 'x' }] }, ['a', 'b']],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }, ['a', 'b']],
    ['a misspelt identifier', { batchItemFailures: [{ messageId: 'a' }] }, ['a', 'b']],
    ['a text', 'ok', ['a', 'b']],
  ])('reads %s', (_, answer, failed) => {
    expect([...failedItems(answer, ['a', 'b'])]).toEqual(failed);
  });
});

describe('the event source of a queue', () => {
  let emulator: SqsEmulator;
  let queueUrl: string;
  let source: EventSource | undefined;

  const call = async (operation: string, input: object) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      authorization: 'AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/sqs/aws4_request, Signature=00',
    };
    const response = await fetch(emulator.endpoint, { method: 'POST', headers, body: JSON.stringify(input) });
    return (await response.json()) as Readonly<Record<string, string>>;
  };
  const send = (body: string) => call('SendMessage', { QueueUrl: queueUrl, MessageBody: body });
  beforeEach(async () => {
    emulator = await startSqsEmulator();
    const Attributes = { VisibilityTimeout: '1' };
    queueUrl = (await call('CreateQueue', { QueueName: 'q', Attributes })).QueueUrl ?? '';
  });
  afterEach(async () => {
    await source?.close();
    await emulator.close();
  });

  it('deletes what the function does not report, and brings the rest again', async () => {
    const seen: string[] = [];
    const handler = async (event: unknown) => {
      const { Records } = event as SqsEvent;
      seen.push(...Records.map(({ body }) => body));
      const failed = Records.filter(({ body }) => body === 'b' && seen.filter((one) => one === 'b').length < 2);
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    };
    await Promise.all(['a', 'b', 'c'].map(send));
    source = startEventSource({ endpoint: emulator.endpoint, queueUrl, handler });
    await until(() => emulator.messages(queueUrl).length === 0);
    expect(seen.sort()).toEqual(['a', 'b', 'b', 'c']);
  });

  it('brings a batch again whose invocation failed or took too long', async () => {
    let invocations = 0;
    const handler = async () => {
      invocations++;
      if (invocations === 1) throw new Error('It failed.');
      if (invocations === 2) await new Promise((resolve) => setTimeout(resolve, 400));
    };
    await send('a');
    source = startEventSource({ endpoint: emulator.endpoint, queueUrl, handler, timeoutMs: 200 });
    await until(() => emulator.messages(queueUrl).length === 0);
    expect(source.errors.map(String)).toEqual(['Error: It failed.', 'Error: Task timed out.']);
  });

  it('outlives a queue that does not answer', async () => {
    emulator.fail('ReceiveMessage', 'drop', 'error_500', 'drop');
    const seen: unknown[] = [];
    source = startEventSource({
      endpoint: emulator.endpoint,
      queueUrl,
      handler: async (event) => void seen.push(event),
    });
    await send('a');
    await until(() => seen.length === 1);
  });
});
