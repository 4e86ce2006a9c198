// Prints one table and writes results/latest.json. `--quick` for fewer rounds, `--only <name>` for one file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const FILES = [
  'core-callback',
  'local-hub',
  'inserts',
  'cold-start',
  'scale',
  'matching',
  'dispatch',
  'lag',
  'memory',
  'sizes',
];
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
const quick = process.argv.includes('--quick');
const rows = [];
for (const file of FILES.filter((name) => only === undefined || name === only)) {
  process.stderr.write(`measuring ${file} …\n`);
  rows.push(...(await (await import(`./${file}.mjs`)).rows({ quick })));
}
const number = (value) => value.toFixed(value < 10 ? 2 : 1);
process.stdout.write('| what | baseline | measured | lowest – highest | must reach | |\n|---|---|---|---|---|---|\n');
for (const { what, baseline, ratio, lowest, highest, unit, bar, met } of rows) {
  process.stdout.write(
    `| ${what} | ${baseline} | ${number(ratio)} ${unit} | ${number(lowest)} – ${number(highest)} | ${bar} | ${met ? 'met' : 'MISSED'} |\n`,
  );
}
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memory: totalmem(), node: process.version };
const folder = fileURLToPath(new URL('results/', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(
  `${folder}latest.json`,
  `${JSON.stringify({ at: new Date().toISOString(), quick, machine, rows }, null, 2)}\n`,
);
