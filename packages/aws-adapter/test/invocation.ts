import type { LambdaContext } from '../src/request';

/** An invocation that has so much time left. */
export function contextWith(remainingMs: number | (() => number)): LambdaContext {
  const getRemainingTimeInMillis = typeof remainingMs === 'number' ? () => remainingMs : remainingMs;
  return { awsRequestId: 'req', getRemainingTimeInMillis };
}

/** Events that belong to other functions, each with something in it that must not be repeated. */
export const FOREIGN: readonly (readonly [string, unknown])[] = [
  ['an HTTP request', { version: '2.0', rawPath: '/s3cret', requestContext: { http: { method: 'GET' } } }],
  ['records that are no list', { Records: 's3cret' }],
  ['a record of another source', { Records: [{ eventSource: 'aws:kinesis', data: 's3cret' }] }],
  ['a record that is nothing', { Records: [null, 's3cret'] }],
  ['an event of no shape', {}],
  ['null', null],
  ['a text', 's3cret'],
];

/** Expects an event to be refused loudly, and nothing of what is in it to be repeated. */
export async function expectRefusal(run: () => Promise<unknown>): Promise<void> {
  const failure = await run().then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  expect(failure).toBeInstanceOf(TypeError);
  expect(failure?.message).toMatch(/check its triggers/);
  expect(failure?.message).not.toMatch(/s3cret/);
}
