import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, join } from 'node:path';

/** Which packages of this workspace each one may import; whoever is not listed may import none. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  egress: ['core'],
  console: ['core'],
  'local-adapter': ['core', 'egress', 'console'],
  'aws-adapter': ['core', 'egress', 'console'],
  'aliyun-adapter': ['core', 'egress', 'console'],
  simulator: ['core'],
  cli: ['core', 'egress', 'console', 'local-adapter', 'aliyun-adapter', 'simulator'],
  testkit: ['core'],
};

const ADAPTERS = ['local-adapter', 'aws-adapter', 'aliyun-adapter'];

/** What a file must not reach for by itself, where all of it has to come in as a parameter. */
const AMBIENT = {
  clock: /\bDate\.now\b|\bDate\(\s*\)|\bnew Date\b(?!\()|\bperformance\b|\bhrtime\b/,
  timer: /\bset(Timeout|Interval|Immediate)\b/,
  environment: /\bprocess\b|\bglobalThis\b/,
  randomness: /\bMath\.random\b|\bgetRandomValues\b|\brandom(Bytes|UUID|Int|Fill|FillSync)\b/,
  network: /\bfetch\s*\(|\bWebSocket\b|\bEventSource\b/,
  output: /\bconsole\s*\./,
};

const root = join(__dirname, '..');
const packages = readdirSync(join(root, 'packages'));

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((file) =>
    /\.tsx?$/.test(file) ? [join(folder, file)] : [],
  );
}

/** The code without comments and quoted texts. What a template holds stays: there may be code in it. */
function codeOf(text: string): string {
  const inert = /(`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
  return text.replace(inert, (_, template: string | undefined) => template ?? ' ');
}

/** What of {@link AMBIENT} a text reaches for. */
function ambientIn(text: string): string[] {
  const code = codeOf(text);
  return Object.entries(AMBIENT).flatMap(([what, pattern]) => (pattern.test(code) ? [what] : []));
}

function importsIn(text: string): string[] {
  const forms = /\bfrom\s*['"]([@.\w/:-]+)['"]|\b(?:import|require)\s*\(?\s*['"`]([@.\w/:-]+)['"`]/g;
  return [...text.matchAll(forms)].flatMap(([, from, called]) => from ?? called ?? []);
}

/** Those of the imports that are packages of this workspace which the named one may not import. */
function forbidden(name: string, imports: readonly string[]): string[] {
  const own = imports.filter((target) => target.startsWith('@dinghub/'));
  return own.filter((target) => !ARROWS[name]?.includes(target.split('/')[1] ?? ''));
}

/** True for a composition root: `main.ts`, or one beside it for another function or thread. */
const isMain = (file: string) => /^(\w+-)*main(-\w+)*\.ts$/.test(basename(file));

const read = (file: string) => readFileSync(file, 'utf8');
const sourcesOf = (name: string) => sources(join(root, 'packages', name, 'src'));
const importsOfPackage = (name: string) =>
  sourcesOf(name).flatMap((file) => importsIn(read(file)).map((target) => ({ file, target })));

describe('the arrows between packages', () => {
  it('are listed for every package', () => {
    expect(packages.sort()).toEqual(Object.keys(ARROWS).sort());
  });

  it.each(packages)('%s imports only the packages that it may', (name) => {
    const targets = importsOfPackage(name).map(({ target }) => target);
    expect(forbidden(name, targets)).toEqual([]);
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

  it('core takes its clock, its randomness and all else as parameters; the timer that it offers is in time.ts', () => {
    const offenders = sourcesOf('core').flatMap((file) =>
      ambientIn(read(file)).flatMap((what) =>
        what === 'timer' && file.endsWith('/time.ts') ? [] : `${file}: ${what}`,
      ),
    );
    expect(offenders).toEqual([]);
  });

  it.each(ADAPTERS)('in %s only a composition root knows the process that it runs in', (name) => {
    const others = sourcesOf(name).filter((file) => !isMain(file));
    const offenders = others.filter(
      (file) =>
        ambientIn(read(file)).includes('environment') ||
        importsIn(read(file)).some((target) => /^(node:)?process$/.test(target)),
    );
    expect(offenders).toEqual([]);
  });

  it('the adapters have the same file names', () => {
    for (const name of ADAPTERS) {
      const files = readdirSync(join(root, 'packages', name, 'src')).map((file) => file.replace(/\.ts$/, ''));
      expect(files).toEqual(
        expect.arrayContaining(['handler', 'request', 'response', 'record-store', 'work-queue', 'secrets', 'main']),
      );
    }
  });
});

describe('these checks', () => {
  it.each([
    ['clock', 'const now = Date.now();'],
    ['clock', 'const clock = Date.now;'],
    ['clock', 'const now = +new Date();'],
    ['clock', 'const now = +new Date;'],
    ['clock', 'const now = Date();'],
    ['clock', 'performance.now()'],
    ['timer', 'setTimeout(run, 5);'],
    ['environment', 'const { env } = process;'],
    ['environment', 'process.env.HOME'],
    ['environment', "globalThis['process']"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code to be found
    ['environment', 'const name = `${process.pid}.tmp`;'],
    ['randomness', 'crypto.getRandomValues(bytes)'],
    ['randomness', "import { randomBytes } from 'node:crypto';"],
    ['randomness', 'Math.random()'],
    ['network', 'await fetch(url)'],
    ['output', "console.log('x')"],
  ])('find a %s in %s', (what, code) => {
    expect(ambientIn(code)).toEqual([what]);
    expect(ambientIn(`const url = 'https://a.b'; ${code}`)).toEqual([what]);
  });

  it.each([
    'const at = new Date(ms).toISOString();',
    'const text = "one process";',
    "const text = 'fetch(it) // by process';",
    '// process.env, Date.now()',
    '/** A process\n * of `Date.now()`. */',
    'const found = await fetchApps(options.random(5));',
    'export interface Randoms { readonly random: Random }',
  ])('find nothing in %s', (code) => {
    expect(ambientIn(code)).toEqual([]);
  });

  it.each([
    ['core', "import { createHttpSender } from '@dinghub/egress';"],
    ['core', "export * from '@dinghub/testkit';"],
    ['egress', "import type { Hub } from '@dinghub/local-adapter';"],
    ['aws-adapter', "const store = require('@dinghub/aliyun-adapter');"],
    ['aliyun-adapter', "await import('@dinghub/aws-adapter');"],
    ['local-adapter', 'await import(`@dinghub/testkit`);'],
    ['console', "import '@dinghub/egress';"],
    ['simulator', "import { createHub } from '@dinghub/local-adapter/main';"],
  ])('let %s not import as in %s', (name, code) => {
    expect(forbidden(name, importsIn(code))).toHaveLength(1);
  });

  it('take for composition roots what is called main, and nothing else', () => {
    expect(['main.ts', '/a/main-admin.ts', 'write-thread-main.ts'].every(isMain)).toBe(true);
    expect(['domain.ts', 'main/secrets.ts', 'maintain.ts', 'remains.ts'].some(isMain)).toBe(false);
  });
});
