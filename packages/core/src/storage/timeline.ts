import { InvalidCursor } from '../errors';
import { DAY_MS } from '../time';
import type { Page, PageRequest, RecordStore, StoredRecord } from './record-store';

/** How many days one page looks through before it hands out a cursor, so that a page's cost is bounded. */
const DAYS_PER_PAGE = 32;

/** The timeline that what happened at `at` stands in: one a day (UTC), so that no index partition grows for ever. */
export function timelineOf(kind: string, at: number): string {
  return `${kind}#${new Date(at).toISOString().slice(0, 10)}`;
}

/**
 * Reads the timelines of a kind, one a day, as one listing. A page may be empty and still have a cursor.
 * @param range epoch ms: `since` inclusive, `until` exclusive; the cursor carries where it stands
 */
export async function readTimeline(
  store: RecordStore,
  kind: string,
  request: PageRequest,
  range: { readonly since: number; readonly until: number },
): Promise<Page<StoredRecord>> {
  const since = Math.max(0, range.since);
  if (range.until <= since) return { items: [] };
  const first = startOfDay(since);
  const last = startOfDay(range.until - 1);
  const descending = request.order === 'descending';
  const step = descending ? -DAY_MS : DAY_MS;
  const start = request.cursor === undefined ? { day: descending ? last : first } : readCursor(request.cursor);

  const items: StoredRecord[] = [];
  let { day, inner }: Place = start;
  for (let days = 0; day >= first && day <= last; days++, day += step, inner = undefined) {
    if (days === DAYS_PER_PAGE) return { items, cursor: writeCursor({ day }) };
    const page = await store.query(
      { index: 'timeline', name: timelineOf(kind, day), from: since, until: range.until },
      {
        limit: request.limit - items.length,
        ...(request.order === undefined ? {} : { order: request.order }),
        ...(inner === undefined ? {} : { cursor: inner }),
      },
    );
    items.push(...page.items);
    if (page.cursor !== undefined) return { items, cursor: writeCursor({ day, inner: page.cursor }) };
    if (items.length >= request.limit) return { items, ...endOr(day + step, first, last) };
  }
  return { items };
}

/** A day (epoch ms of its start, UTC) and the store's own cursor inside it. */
interface Place {
  readonly day: number;
  readonly inner?: string | undefined;
}

function endOr(day: number, first: number, last: number): { readonly cursor?: string } {
  return day >= first && day <= last ? { cursor: writeCursor({ day }) } : {};
}

function startOfDay(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

function writeCursor(place: Place): string {
  return Buffer.from(JSON.stringify([place.day, place.inner])).toString('base64url');
}

function readCursor(cursor: string): Place {
  try {
    const [day, inner] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (Number.isSafeInteger(day) && (inner === null || inner === undefined || typeof inner === 'string')) {
      return { day: day as number, inner: inner ?? undefined };
    }
  } catch {
    // Not one of ours: falls through.
  }
  throw new InvalidCursor('The cursor was not issued by this listing.');
}
