/**
 * Does something with every item, with at most `limit` of them at once. After the first failure it starts no more.
 * @returns that failure
 */
export async function inParallel<T, F>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<F | undefined>,
): Promise<F | undefined> {
  // All lanes take from one iterator.
  const rest = items.values();
  let failure: F | undefined;
  const lane = async () => {
    for (const item of rest) {
      const failed = await work(item);
      failure ??= failed;
      if (failure !== undefined) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return failure;
}
