// Installs what the lockfile names, with the pnpm that package.json pins, and builds: only where something has changed.
// Needs Node and npm, nothing else.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file) => readFileSync(`${root}${file}`, 'utf8');
const manifest = JSON.parse(read('package.json'));

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`dinghub needs Node 20.19 or newer; this is ${process.version}.\n`);
  process.exit(1);
}

const stamp = `${root}node_modules/.dinghub-setup`;
const wanted = createHash('sha256')
  .update(['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'].map(read).join('\0'))
  .update(process.version)
  .digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  process.stderr.write(
    `Installing dependencies with ${manifest.packageManager}, and building (about a minute the first time) …\n`,
  );
  run('npx', ['--yes', manifest.packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'], 'pipe');
  writeFileSync(stamp, wanted);
}
run(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], 'inherit');

/** Runs a command in the root; on failure shows what it said and ends with its exit code. */
function run(command, args, stdio) {
  const shell = process.platform === 'win32' && command === 'npx';
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', stdio, stdio], encoding: 'utf8', shell });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\n`);
  process.stderr.write(`Failed: ${command} ${args.join(' ')}\n`);
  process.exit(result.status ?? 1);
}
