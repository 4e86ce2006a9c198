import { type SqsEmulator, startSqsEmulator } from '../../src';

type Answer = Readonly<Record<string, unknown>> & {
  readonly Messages?: readonly {
    readonly Body: string;
    readonly ReceiptHandle: string;
    readonly Attributes: Readonly<Record<string, string>>;
  }[];
};

describe('the SQS emulator', () => {
  let emulator: SqsEmulator;
  let now: number;
  let queueUrl: string;

  async function call(operation: string, input: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(emulator.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
        authorization: 'AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/sqs/aws4_request, Signature=00',
        ...headers,
      },
      body: JSON.stringify({ QueueUrl: queueUrl, ...input }),
    });
    return { status: response.status, ...((await response.json()) as object) };
  }
  const codeOf = async (answer: Promise<Answer>) => String((await answer).__type).split('#')[1];
  const send = (body: string, more: object = {}) => call('SendMessage', { MessageBody: body, ...more });
  const receive = async (more: object = {}) =>
    (await call('ReceiveMessage', { MaxNumberOfMessages: 10, ...more })).Messages ?? [];
  const bodies = async (more: object = {}) => (await receive(more)).map(({ Body }) => Body);
  const createQueue = async (name: string, attributes: object = {}) =>
    String((await call('CreateQueue', { QueueName: name, Attributes: attributes })).QueueUrl);

  beforeEach(async () => {
    now = 1_763_900_000_000;
    emulator = await startSqsEmulator({ clock: () => now });
    queueUrl = await createQueue('q');
  });
  afterEach(() => emulator.close());

  it('gives a message out once, until its visibility timeout is over, counting', async () => {
    await send('a');
    expect(await bodies()).toEqual(['a']);
    now += 29_999;
    expect(await bodies()).toEqual([]);
    now += 1;
    const [message] = await receive();
    expect(message?.Attributes.ApproximateReceiveCount).toBe('2');
    expect(message?.Attributes.SentTimestamp).toBe('1763900000000');
  });

  it('holds a message back for its delay', async () => {
    await send('a', { DelaySeconds: 900 });
    now += 899_999;
    expect(await bodies()).toEqual([]);
    now += 1;
    expect(await bodies()).toEqual(['a']);
  });

  it('deletes by the handle of the last receive alone', async () => {
    await send('a');
    const [first] = await receive();
    now += 30_000;
    const [second] = await receive();
    await call('DeleteMessage', { ReceiptHandle: first?.ReceiptHandle });
    expect(emulator.messages(queueUrl)).toHaveLength(1);
    await call('DeleteMessageBatch', { Entries: [{ Id: '0', ReceiptHandle: second?.ReceiptHandle }] });
    expect(emulator.messages(queueUrl)).toEqual([]);
    expect(await codeOf(call('DeleteMessage', { ReceiptHandle: 'nonsense' }))).toBe('ReceiptHandleIsInvalid');
  });

  it('changes the visibility of a message in flight', async () => {
    await send('a');
    const [message] = await receive();
    const change = () =>
      call('ChangeMessageVisibility', { ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 });
    expect((await change()).status).toBe(200);
    expect(await codeOf(change())).toBe('MessageNotInflight');
    expect(await bodies()).toEqual(['a']);
  });

  it('moves a message that was received too often to the redrive queue', async () => {
    const redriveUrl = await createQueue('redrive');
    const policy = { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:redrive', maxReceiveCount: 2 };
    queueUrl = await createQueue('main', { VisibilityTimeout: '5', RedrivePolicy: JSON.stringify(policy) });
    await send('poison');
    for (let i = 0; i < 2; i++) {
      expect(await bodies()).toEqual(['poison']);
      now += 5000;
    }
    expect(await bodies()).toEqual([]);
    expect(emulator.messages(queueUrl)).toEqual([]);
    expect(emulator.messages(redriveUrl).map(({ body, sentAt }) => [body, sentAt])).toEqual([
      ['poison', 1_763_900_000_000],
    ]);
  });

  it('drops a message whose retention is over', async () => {
    queueUrl = await createQueue('short', { MessageRetentionPeriod: '60' });
    await send('a');
    now += 60_001;
    expect(await bodies()).toEqual([]);
  });

  it('prefers quiet groups to one that has much in flight', async () => {
    for (let i = 0; i < 60; i++) await send(`noisy${i}`, { MessageGroupId: 'noisy' });
    await send('quiet', { MessageGroupId: 'quiet' });
    await send('alone');
    for (let i = 0; i < 3; i++) expect(await bodies()).not.toContain('quiet');
    expect((await bodies()).slice(0, 2)).toEqual(['quiet', 'alone']);
  });

  it('waits in a long poll until there is something', async () => {
    const waiting = bodies({ WaitTimeSeconds: 10 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await send('a');
    expect(await waiting).toEqual(['a']);
  });

  it('counts messages by their state', async () => {
    await send('a');
    await send('b');
    await send('c', { DelaySeconds: 5 });
    await receive({ MaxNumberOfMessages: 1 });
    expect((await call('GetQueueAttributes', { AttributeNames: ['All'] })).Attributes).toMatchObject({
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:q',
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
    });
  });

  it.each([
    ['a delay of more than 15 minutes', { DelaySeconds: 901 }, 'InvalidParameterValue'],
    ['a delay of half a second', { DelaySeconds: 0.5 }, 'InvalidParameterValue'],
    ['characters that XML has not', { MessageBody: 'a\u0000' }, 'InvalidMessageContents'],
    ['an empty body', { MessageBody: '' }, 'MissingParameter'],
    ['more than 256 KiB', { MessageBody: 'x'.repeat(262_145) }, 'InvalidParameterValue'],
    ['a group of other letters', { MessageGroupId: '审批' }, 'InvalidParameterValue'],
    ['a group of 129 letters', { MessageGroupId: 'x'.repeat(129) }, 'InvalidParameterValue'],
    ['another queue', { QueueUrl: 'http://x/000000000000/other' }, 'QueueDoesNotExist'],
  ])('refuses %s', async (_, input, code) => {
    expect(await codeOf(send('a', input))).toBe(code);
  });

  it.each([
    ['none', [], 'EmptyBatchRequest'],
    [
      'eleven',
      Array.from({ length: 11 }, (_, i) => ({ Id: String(i), MessageBody: 'x' })),
      'TooManyEntriesInBatchRequest',
    ],
    ['two of one id', [1, 2].map(() => ({ Id: 'a', MessageBody: 'x' })), 'BatchEntryIdsNotDistinct'],
    [
      'too many bytes',
      [1, 2, 3].map((i) => ({ Id: String(i), MessageBody: 'x'.repeat(100_000) })),
      'BatchRequestTooLong',
    ],
  ])('refuses a batch of %s entries as a whole', async (_, entries, code) => {
    expect(await codeOf(call('SendMessageBatch', { Entries: entries }))).toBe(code);
  });

  it('refuses one entry of a batch by itself', async () => {
    const Entries = [
      { Id: 'good', MessageBody: 'a' },
      { Id: 'bad', MessageBody: 'b', DelaySeconds: -1 },
    ];
    expect(await call('SendMessageBatch', { Entries })).toMatchObject({
      Successful: [{ Id: 'good', MD5OfMessageBody: '0cc175b9c0f1b6a831c399e269772661' }],
      Failed: [{ Id: 'bad', SenderFault: true, Code: 'InvalidParameterValue' }],
    });
  });

  it('loses and repeats messages when told to', async () => {
    emulator.copies = 0;
    expect((await send('lost')).status).toBe(200);
    emulator.copies = 3;
    await send('often');
    expect(await bodies()).toEqual(['often', 'often', 'often']);
  });

  it('fails the requests of one operation as told, one each', async () => {
    emulator.fail('SendMessage', 'error_500', 'throttle');
    emulator.fail('SendMessageBatch', 'partial');
    expect((await send('a')).status).toBe(500);
    expect(await bodies()).toEqual([]);
    expect(await codeOf(send('a'))).toBe('RequestThrottled');
    expect((await send('a')).status).toBe(200);
    const Entries = ['x', 'y', 'z'].map((Id) => ({ Id, MessageBody: Id }));
    expect(await call('SendMessageBatch', { Entries })).toMatchObject({
      Successful: [{ Id: 'x' }],
      Failed: [
        { Id: 'y', SenderFault: false },
        { Id: 'z', SenderFault: false },
      ],
    });
  });

  it('answers nobody who does not sign, and no other protocol', async () => {
    expect((await call('SendMessage', {}, { authorization: 'Bearer x' })).status).toBe(403);
    expect((await call('SendMessage', {}, { 'content-type': 'application/json' })).status).toBe(400);
    expect((await call('PurgeQueue')).status).toBe(400);
  });
});
