import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a function answered, and everything that it wrote. */
export interface Invocation {
  readonly answers: readonly unknown[];
  readonly log: string;
}

/**
 * Starts a bundle in a process of its own, with this environment and no other, and hands it events one after the other.
 * @param remainingMs what the function is told about its time
 */
export async function invokeBundle(
  bundle: string,
  environment: Readonly<Record<string, string>>,
  events: readonly unknown[],
  remainingMs = 60_000,
): Promise<Invocation> {
  const script = `
    const { handler } = require(${JSON.stringify(bundle)});
    const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => ${remainingMs} };
    (async () => {
      const answers = [];
      for (const event of ${JSON.stringify(events)}) {
        answers.push(await handler(event, context).then((answer) => answer, (error) => ({ rejected: String(error) })));
      }
      process.send(answers);
      process.disconnect();
    })();`;
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...environment,
  };
  const child = spawn(process.execPath, ['-e', script], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
  }
  let answers: readonly unknown[] = [];
  child.on('message', (message) => {
    answers = message as readonly unknown[];
  });
  await once(child, 'close');
  return { answers, log };
}
