import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';

/** A resource of the CloudFormation template. */
export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** What `sls package` has made. */
export interface Packaged {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  /** The path of the one file that a function consists of. */
  bundleOf(name: string): string;
  remove(): void;
}

const root = join(__dirname, '../../..');
const run = promisify(execFile);

/** Runs `sls package` as a deployment would, without an account. */
export async function packageService(): Promise<Packaged> {
  const folder = mkdtempSync(join(tmpdir(), 'dinghub-sls-'));
  await run(process.execPath, ['node_modules/serverless/bin/serverless.js', 'package', '--package', folder], {
    cwd: root,
    env: { ...process.env, SLS_TELEMETRY_DISABLED: '1' },
  });
  const template = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
  const { Resources, Conditions } = JSON.parse(template) as {
    Resources: Packaged['resources'];
    Conditions: Packaged['conditions'];
  };
  return {
    resources: Resources,
    conditions: Conditions,
    bundleOf(name) {
      const files = Object.entries(unzipSync(readFileSync(join(folder, `${name}.zip`))));
      const [only] = files;
      if (only === undefined || files.length > 1) throw new Error(`${name}.zip holds ${files.map(([path]) => path)}.`);
      const bundle = join(folder, `${name}.js`);
      writeFileSync(bundle, only[1]);
      return bundle;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
