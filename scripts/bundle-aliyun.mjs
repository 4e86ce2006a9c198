// Makes the code of the Function Compute functions: .fc/<function>/main.js, one file each.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** How the functions are bundled. */
export const OPTIONS = {
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  // The tablestore package assigns variables that it never declares. In strict mode, which esbuild would switch on for the
  // whole bundle because our tsconfig is strict, its first condition ends in a ReferenceError.
  tsconfigRaw: { compilerOptions: { alwaysStrict: false } },
  absWorkingDir: root,
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(root, process.argv[2] ?? '.fc/callback');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const entryPoints = ['packages/aliyun-adapter/src/main.ts'];
  await build({ ...OPTIONS, entryPoints, outfile: join(folder, 'main.js'), alias: aliases() });
  process.stdout.write(`${join(folder, 'main.js')}\n`);
}

function aliases() {
  return { '@dinghub/core': join(root, 'packages/core/src/index.ts') };
}
