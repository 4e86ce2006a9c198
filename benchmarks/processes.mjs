// Servers in processes of their own, so that they and the load have a core each.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a script that sends `{port}` to its parent when it listens. */
export async function startServer(script, env = {}, flags = []) {
  const endsWithParent = "process.on('disconnect', () => process.exit());";
  const child = spawn(process.execPath, [...flags, '-e', endsWithParent + script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ port }] = await once(child, 'message');
  return {
    port,
    /** Hears what else the server tells. */
    onMessage: (listener) => child.on('message', listener),
    /** Asks the server something; it answers with a message. */
    async ask(question) {
      const answered = once(child, 'message');
      child.send(question);
      return (await answered)[0];
    },
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
