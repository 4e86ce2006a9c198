import { sha256 } from '../../crypto/sha256';
import { isJsonObject } from '../../json';
import type { NewRecord, StoredRecord } from '../../storage/record-store';
import type { Ordinals } from './read-page';

/** What became of a page: `waiting` for its events to be compared; `read`; or `unreadable`, at least in part. */
export type PageState = 'waiting' | 'read' | 'unreadable';

/** A raw page of the failed list, as it is kept. */
export interface RawPage {
  /** Given before it is asked for; in the order of time. */
  readonly id: string;
  /** Epoch ms. */
  readonly askedAt: number;
  readonly state: PageState;
  /** The answer as it came; of one that is given until it is confirmed, its list alone, written the same each time. */
  readonly text: string;
  /** How many entries of the run's earlier pages said the same as some of these. */
  readonly before: Ordinals;
  readonly version: number;
}

/**
 * A record holds so many UTF-16 units at most: three bytes each, below the 400 KB of a DynamoDB item and whatever a request to
 * the others may have.
 */
const MOST_UNITS = 60_000;

/** All pages of an app lie in one partition. */
export function pagesOf(app: string): string {
  return `dingtalk#${app}#pages`;
}

/** The subject that the pages of a state stand under. */
export function pagesIn(app: string, state: PageState): string {
  return `dingtalk-pages/${app}/${state}`;
}

/** Ids sort by time. @param nonce tells pages of one millisecond apart */
export function pageId(askedAt: number, nonce: Uint8Array): string {
  return `page#${String(Math.max(0, askedAt)).padStart(15, '0')}#${Buffer.from(nonce).toString('hex')}`;
}

/** The id of a page that is given until it is confirmed: that of its text, so that parts with one id fit together. */
export function repeatableId(text: string): string {
  return `page#${sha256(text)}`;
}

/** The records of a page: what does not fit into the first lies in others, which are to be stored before it. */
export function recordsOf(app: string, page: Omit<RawPage, 'version'>): readonly NewRecord[] {
  const { id, askedAt, state, text, before } = page;
  const [first = '', ...more] = chunksOf(text);
  return [
    ...more.map((chunk, i) => ({ ...partKey(app, id, i), value: { text: chunk } })),
    {
      partition: pagesOf(app),
      sort: id,
      value: { askedAt, state, text: first, parts: more.length, before },
      subject: { name: pagesIn(app, state), at: askedAt },
    },
  ];
}

/** Cuts between characters: half of one does not survive UTF-8. */
function chunksOf(text: string): readonly string[] {
  const chunks: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = start + MOST_UNITS;
    const cut = /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? end - 1 : end;
    chunks.push(text.slice(start, cut));
    start = cut;
  }
  return chunks;
}

/** The key of a page's part. */
export function partKey(app: string, id: string, part: number) {
  return { partition: pagesOf(app), sort: `${id}#${part}` };
}

/** How many parts a page has besides its own record. */
export function partsOf(record: StoredRecord): number {
  return typeof record.value.parts === 'number' ? record.value.parts : 0;
}

/** The page of a record, with the text of its parts. */
export function toPage(record: StoredRecord, parts: readonly (StoredRecord | undefined)[]): RawPage {
  const { askedAt, state, text, before } = record.value;
  const more = parts.map((part) => (isJsonObject(part?.value) ? String(part.value.text) : ''));
  return {
    id: record.sort,
    askedAt: Number(askedAt),
    state: state as PageState,
    text: [String(text), ...more].join(''),
    before: isJsonObject(before) ? (before as Ordinals) : {},
    version: record.version,
  };
}
