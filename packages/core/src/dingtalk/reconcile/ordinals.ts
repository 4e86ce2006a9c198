import { type Ordinals, readPage } from './read-page';

/** Counts, over the pages of a run, how many entries said the same. */
export interface OrdinalCount {
  /** How many entries of the pages before said what entries of this one say; counts them too. */
  next(text: string, askedAt: number): Ordinals;
}

/** Creates a count of nothing. A page that cannot be read says nothing. */
export function createOrdinalCount(app: string): OrdinalCount {
  const counts = new Map<string, number>();

  function said(text: string, askedAt: number): Ordinals {
    try {
      return readPage(text, app, askedAt)?.ordinals ?? {};
    } catch {
      return {};
    }
  }

  return {
    next(text, askedAt) {
      const before: Record<string, number> = {};
      for (const [id, count] of Object.entries(said(text, askedAt))) {
        const earlier = counts.get(id) ?? 0;
        if (earlier > 0) before[id] = earlier;
        counts.set(id, earlier + count);
      }
      return before;
    },
  };
}
