import type { Page, PageRequest } from '@dinghub/core';

/** How much is read at a time. */
const PAGE = 500;

/** Reads one page of a listing. */
export type ReadPage<T> = (page: Pick<PageRequest, 'limit' | 'cursor'>) => Promise<Page<T>>;

/**
 * Up to `limit` items of a listing: goes on through the short pages that a filter leaves, while that leads on.
 * @param options.from the cursor at which an earlier listing ended
 * @param options.pageSize how much to ask for at a time, at most. @default 500
 */
export async function collect<T>(
  read: ReadPage<T>,
  limit: number,
  options: { readonly from?: string | undefined; readonly pageSize?: number } = {},
): Promise<Page<T>> {
  const items: T[] = [];
  let cursor = options.from;
  const asked = new Set<string | undefined>();
  do {
    asked.add(cursor);
    const wanted = Math.min(options.pageSize ?? PAGE, limit - items.length);
    const page = await read({ limit: wanted, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined && !asked.has(cursor) && items.length < limit);
  return { items, ...(cursor === undefined ? {} : { cursor }) };
}
