// Makes the code of the Function Compute functions: .fc/<function>/main.js, one file each.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The functions, and what they are made from. */
const FUNCTIONS = { callback: 'main', worker: 'main-worker', reconcile: 'main-reconcile', admin: 'main-admin' };

/**
 * What `@alicloud/fc2` needs for uploads and terminals, never for invocations: it all stays out. So does `debug`, which would print
 * signed requests, security token included, to whoever sets DEBUG.
 */
const UNUSED = ['ali-oss', 'ws', 'axios', 'debug', 'proxy-agent'];

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
  plugins: [workspace(), withoutUnused()],
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(root, process.argv[2] ?? '.fc');
  rmSync(folder, { recursive: true, force: true });
  for (const [name, entry] of Object.entries(FUNCTIONS)) {
    const outfile = join(folder, name, 'main.js');
    mkdirSync(join(folder, name), { recursive: true });
    await build({ ...OPTIONS, entryPoints: [`packages/aliyun-adapter/src/${entry}.ts`], outfile });
    process.stdout.write(`${outfile}\n`);
  }
}

/** The packages of the workspace, from their sources: what is not used of them falls away. */
function workspace() {
  const places = {
    '@dinghub/core/dingtalk': 'packages/core/src/dingtalk/index.ts',
    '@dinghub/core/dispatch': 'packages/core/src/dispatch/index.ts',
    '@dinghub/core/sightings': 'packages/core/src/sightings/index.ts',
    '@dinghub/core': 'packages/core/src/index.ts',
    '@dinghub/egress': 'packages/egress/src/index.ts',
    '@dinghub/console': 'packages/console/src/index.ts',
  };
  return {
    name: 'workspace',
    setup({ onResolve }) {
      onResolve({ filter: /^@dinghub\// }, ({ path }) => ({ path: join(root, places[path]), sideEffects: false }));
    },
  };
}

function withoutUnused() {
  return {
    name: 'without-unused',
    setup({ onResolve, onLoad, resolve }) {
      const namespace = 'unused';
      onResolve({ filter: new RegExp(`^(${UNUSED.join('|')})$`) }, ({ path }) => ({ path, namespace }));
      onLoad({ filter: /.*/, namespace }, () => ({ contents: 'module.exports = () => () => {};' }));
      // Its index would bring a second copy, for Node.js before 8.
      onResolve({ filter: /^@alicloud\/fc2$/ }, ({ resolveDir }) =>
        resolve('@alicloud/fc2/lib/client.js', { resolveDir, kind: 'require-call' }),
      );
    },
  };
}
