import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { FcInvocation } from '../src/invocation';

/** What became of an invocation of a bundle. */
export interface Invoked {
  /** What the handler returned; undefined when there was no handler. */
  readonly answer?: { readonly statusCode?: number; readonly body?: string } | null;
  /** What it was rejected with. */
  readonly error?: string;
  readonly log: string;
}

/** Runs a bundle as Function Compute does: in a fresh process, with the event as bytes. */
export async function invokeBundle(
  bundle: string,
  env: Readonly<Record<string, string>>,
  event: Uint8Array,
  context: Pick<FcInvocation, 'credentials'>,
): Promise<Invoked> {
  const all = {
    ...{ requestId: 'r', accountId: '1234567890', region: 'cn-shanghai', function: { timeout: 60 } },
    ...context,
  };
  const script = `
    const { handler } = require(${JSON.stringify(bundle)});
    const event = Buffer.from(${JSON.stringify(Buffer.from(event).toString('base64'))}, 'base64');
    handler(event, ${JSON.stringify(all)}).then(
      (answer) => process.send({ answer: answer ?? null }, () => process.exit()),
      (error) => process.send({ error: String(error) }, () => process.exit()),
    );`;
  const child = spawn(process.execPath, ['-e', script], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let message: Omit<Invoked, 'log'> = {};
  let log = '';
  child.on('message', (received) => {
    message = received as typeof message;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
  }
  await once(child, 'close');
  return { ...message, log };
}
