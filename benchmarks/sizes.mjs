// Minified sizes of what is deployed.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { OPTIONS } from '../scripts/bundle-aliyun.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

async function minified(entry) {
  const { outputFiles } = await build({ ...OPTIONS, entryPoints: [root + entry], write: false });
  return outputFiles[0].contents.length;
}

/** The rows of the table. */
export async function rows() {
  const bars = [
    ['core, minified', 'packages/core/src/index.ts', 25],
    ['AWS callback bundle, minified', 'packages/aws-adapter/src/main.ts', 420],
    ['Alibaba callback bundle, minified', 'packages/aliyun-adapter/src/main.ts', 900],
  ];
  const result = [];
  for (const [what, entry, bar] of bars) {
    const kilobytes = (await minified(entry)) / 1000;
    result.push({
      what,
      baseline: '–',
      unit: 'KB',
      bar: `≤ ${bar}`,
      ratio: kilobytes,
      lowest: kilobytes,
      highest: kilobytes,
      met: kilobytes <= bar,
    });
  }
  return result;
}
