// Types, lint, format and boundaries: every check that runs without starting anything. Goes through all, then fails if one did.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const checks = {
  'types (sources)': ['node_modules/typescript/bin/tsc', '-b'],
  'types (tests)': ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.test.json'],
  'lint and format': ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  boundaries: [
    'node_modules/jest/bin/jest.js',
    '--selectProjects',
    'workspace',
    '--testPathPatterns',
    'boundaries',
    '--silent',
  ],
};

let failed = false;
for (const [name, args] of Object.entries(checks)) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}\n`);
  if (status !== 0) {
    failed = true;
    process.stdout.write(`${stdout}${stderr}\n`);
  }
}
process.exit(failed ? 1 : 0);
