// What it costs to find the subscriptions that want an event, among many.
import { createRequire } from 'node:module';
import { median } from './measure.mjs';

const require = createRequire(import.meta.url);
const { compilePattern, createPatternIndex } = require('../packages/core/dist/dispatch/index.js');

const EVENT = {
  specversion: '1.0',
  id: 'bench',
  source: 'dingtalk',
  type: 'type-7',
  time: '2026-11-23T08:00:00.000Z',
  corpid: 'dingbench',
  app: 'default',
  data: { EventType: 'type-7', processInstanceId: 'p-1', title: '请假申请', type: 'start', staffId: 'u1' },
};

/** As teams would write them: most want a type or two, a few look into the data, one wants everything. */
function indexOf(count) {
  const entries = Array.from({ length: count }, (_, i) => ({
    value: i,
    pattern: compilePattern(
      i === 0
        ? { source: ['dingtalk'] }
        : { type: [`type-${i}`], data: i % 10 ? { type: ['start'] } : { title: [{ prefix: '请假' }] } },
    ),
  }));
  return createPatternIndex(entries);
}

/** The rows of the table. */
export async function rows({ quick }) {
  const sizes = [1, 100, 1000, 10_000];
  const indexes = new Map(sizes.map((size) => [size, indexOf(size)]));
  const times = new Map(sizes.map((size) => [size, []]));
  const calls = quick ? 20_000 : 100_000;
  for (let round = -1; round < (quick ? 3 : 9); round++) {
    for (const size of round % 2 ? sizes : [...sizes].reverse()) {
      const index = indexes.get(size);
      const startedAt = process.hrtime.bigint();
      for (let i = 0; i < calls; i++) index.match(EVENT);
      const ns = Number(process.hrtime.bigint() - startedAt) / calls;
      if (round >= 0) times.get(size).push(ns);
    }
  }
  return sizes.slice(1).map((size) => {
    const ratios = times.get(size).map((ns, i) => ns / times.get(1)[i]);
    const ratio = median(ratios);
    const bar = size / 10;
    return {
      what: `matching one event against ${size} subscriptions (${(median(times.get(size)) / 1000).toFixed(2)} µs)`,
      baseline: 'against one',
      unit: '×',
      bar: `≤ ${bar}`,
      ratio,
      lowest: Math.min(...ratios),
      highest: Math.max(...ratios),
      met: ratio <= bar,
    };
  });
}
