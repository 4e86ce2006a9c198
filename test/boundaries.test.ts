import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

/** Which packages of this workspace each one may import; whoever is not listed may import none. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  'local-adapter': ['core'],
  'aws-adapter': ['core'],
  'aliyun-adapter': ['core'],
  simulator: ['core'],
  cli: ['core', 'local-adapter', 'aliyun-adapter', 'simulator'],
  testkit: ['core'],
};

const ADAPTERS = ['local-adapter', 'aws-adapter', 'aliyun-adapter'];

const root = join(__dirname, '..');
const packages = readdirSync(join(root, 'packages'));

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((file) =>
    file.endsWith('.ts') ? [join(folder, file)] : [],
  );
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const forms = /(?:\bfrom|\bimport|\brequire\()\s*\(?\s*['"]([@.\w/:-]+)['"]/g;
  return [...text.matchAll(forms)].flatMap(([, name]) => name ?? []);
}

const importsOfPackage = (name: string) =>
  sources(join(root, 'packages', name, 'src')).flatMap((file) => importsOf(file).map((target) => ({ file, target })));

describe('the arrows between packages', () => {
  it('are listed for every package', () => {
    expect(packages.sort()).toEqual(Object.keys(ARROWS).sort());
  });

  it.each(packages)('%s imports only the packages that it may', (name) => {
    const own = importsOfPackage(name).filter(({ target }) => target.startsWith('@dinghub/'));
    expect(own.filter(({ target }) => !ARROWS[name]?.includes(target.split('/')[1] ?? ''))).toEqual([]);
  });

  it.each(packages)(
    '%s declares each package that it imports, and nothing reaches into another one’s folder',
    (name) => {
      const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
        dependencies?: Record<string, string>;
      };
      const builtin = new Set(builtinModules.map((module) => `node:${module}`));
      const undeclared = importsOfPackage(name).filter(({ target, file }) => {
        if (target.startsWith('.')) return !join(file, '..', target).startsWith(join(root, 'packages', name, 'src'));
        const packageName = target.split('/', target.startsWith('@') ? 2 : 1).join('/');
        return !builtin.has(target) && manifest.dependencies?.[packageName] === undefined;
      });
      expect(undeclared.filter(({ target }) => target !== '../package.json')).toEqual([]);
    },
  );

  it('core imports node:crypto and nothing else', () => {
    const foreign = importsOfPackage('core').filter(
      ({ target }) => !target.startsWith('.') && target !== 'node:crypto',
    );
    expect(foreign).toEqual([]);
  });

  it('core reads no clock, no environment and no randomness of its own', () => {
    const offenders = sources(join(root, 'packages/core/src')).filter((file) =>
      /\bDate\.now\(|new Date\(\)|process\.[a-z]|Math\.random|randomBytes|randomUUID|console\./.test(
        readFileSync(file, 'utf8'),
      ),
    );
    expect(offenders).toEqual([]);
  });

  it.each(ADAPTERS)('in %s only the composition root reads the environment', (name) => {
    const readers = sources(join(root, 'packages', name, 'src')).filter((file) =>
      /process\.env/.test(readFileSync(file, 'utf8')),
    );
    expect(readers.filter((file) => !file.endsWith('/main.ts'))).toEqual([]);
  });

  it('the adapters have the same file names', () => {
    for (const name of ADAPTERS) {
      const files = readdirSync(join(root, 'packages', name, 'src')).map((file) => file.replace(/\.ts$/, ''));
      expect(files).toEqual(
        expect.arrayContaining(['handler', 'request', 'response', 'record-store', 'secrets', 'main']),
      );
    }
  });
});
