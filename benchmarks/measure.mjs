// Interleaved A/B measuring: both sides in every round, so that whatever else the machine does hits both alike.

/** The median of numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Ratio of the times of `ours` to `theirs`, each called once a round; the median over the rounds, and its spread. */
export async function ratioOf(ours, theirs, rounds) {
  const ratios = [];
  for (let round = -1; round < rounds; round++) {
    const first = round % 2 ? ours : theirs;
    const second = round % 2 ? theirs : ours;
    const a = await timed(first);
    const b = await timed(second);
    // The first round only warms up.
    if (round >= 0) ratios.push(round % 2 ? a / b : b / a);
  }
  return { ratio: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) };
}

async function timed(run) {
  const startedAt = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - startedAt) / 1e6;
}
