import type { Page, PageRequest } from '@dinghub/core';

/** So many pages of the store at most make one page of an answer, so that its cost is bounded. */
const MOST_PAGES = 20;

/**
 * Reads on while pages come short, as they do where a filter lets little through. After {@link MOST_PAGES} the page is what there
 * is, perhaps nothing, and its cursor goes on.
 */
export async function fillPage<T>(
  read: (page: PageRequest) => Promise<Page<T>>,
  request: PageRequest,
): Promise<Page<T>> {
  const items: T[] = [];
  let { cursor } = request;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await read({ limit: request.limit - items.length, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.cursor;
    if (cursor === undefined || items.length >= request.limit) break;
  }
  return { items, ...(cursor === undefined ? {} : { cursor }) };
}

/** A page whose items are shown. */
export function pageDocument<T>({ items, cursor }: Page<T>, show: (item: T) => object): object {
  return { items: items.map(show), ...(cursor === undefined ? {} : { cursor }) };
}
