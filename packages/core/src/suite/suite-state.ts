import type { HubEvent, StoredEvent } from '../events/event';
import type { JsonObject } from '../json';
import type { EventLog } from '../storage/event-log';
import type { Page, PageRequest, RecordKey, RecordStore, StoredRecord } from '../storage/record-store';
import { MINUTE_MS } from '../time';
import { type Dated, keepNewest } from './keep-newest';
import { type Authorisation, authorisationOf, suiteTicketOf } from './suite-event';
import { rowKeyText, type SyncRowKey, syncRowOf } from './sync-row';

/** The newest ticket of a third-party app. It is a secret: with the suiteSecret it opens every organisation that let the app in. */
export interface SuiteTicket {
  readonly suiteTicket: string;
  /** Epoch ms: DingTalk's own time. */
  readonly at: number;
}

/** An organisation that let a third-party app in, or no longer does. */
export interface SuiteOrganisation {
  readonly corpId: string;
  readonly state: Authorisation;
  /** Epoch ms: since when; undefined where nothing but its rows say that it has authorised the app. */
  readonly at?: number;
  /** The type and the id of the event that said so; what it brought, as a code, is in the event. None where it was named by hand. */
  readonly type?: string;
  readonly event?: string;
}

/** The newest state of one thing in one organisation. */
export interface SuiteRow extends SyncRowKey {
  /** Epoch ms. */
  readonly modifiedAt: number;
  /** The event that it came as; its `data` is the row as sent. */
  readonly event: HubEvent;
}

/**
 * What DingTalk last said about third-party apps. SyncHTTP rows are state, not a log: of one thing the newest counts, and DingTalk
 * may leave out what was between. Every row is an event all the same; this is the view of what is so now.
 */
export interface SuiteState {
  /**
   * Takes in what an event says; nothing, for most. To be repeated at will, in any order.
   * @throws StoreUnavailable, StoreRejected
   */
  apply(stored: StoredEvent): Promise<void>;
  /** Drops what points to an event that is about to go. @throws StoreUnavailable, StoreRejected */
  forget(event: HubEvent): Promise<void>;
  ticket(app: string): Promise<SuiteTicket | undefined>;
  /** By corpId. */
  organisations(app: string, page: PageRequest): Promise<Page<SuiteOrganisation>>;
  /**
   * Names an organisation that authorised the app, where the hub could not hear of it.
   * @param at epoch ms: since when; what DingTalk says later is newer
   */
  addOrganisation(app: string, corpId: string, at: number): Promise<void>;
  /** Forgets one, until DingTalk says something about it; false where it is not known. */
  removeOrganisation(app: string, corpId: string): Promise<boolean>;
  /**
   * By `biz_type` as text, then by `biz_id`. A page may be short or empty and still have a cursor. Kept for as long as events are.
   * @param bizType only rows of this sort
   */
  rows(app: string, corpId: string, page: PageRequest, bizType?: number): Promise<Page<SuiteRow>>;
}

const ticketKey = (app: string): RecordKey => ({ partition: `suite#${app}`, sort: 'ticket' });
const organisationsOf = (app: string) => `suite#${app}#organisations`;
const organisationKey = (app: string, corpId: string): RecordKey => ({ partition: organisationsOf(app), sort: corpId });
const rowsOf = (app: string, corpId: string) => `suite#${app}#rows#${corpId}`;

/** How far DingTalk's clock may be ahead of the hub's. */
const SKEW_MS = 10 * MINUTE_MS;

/** A time from the future would be the newest for ever: it counts as the time of receipt, which is the same however often it comes. */
const credible = (at: number, receivedAt: number) => (at > receivedAt + SKEW_MS ? receivedAt : at);

/** Before everything that DingTalk says. */
const UNKNOWN = 0;

/** In place of an event's id, where nobody but an operator says so. */
const BY_HAND = '';

/** Creates the state over a {@link RecordStore}. */
export function createSuiteState(options: {
  readonly store: RecordStore;
  readonly events: Pick<EventLog, 'get'>;
}): SuiteState {
  const { store, events } = options;

  /** Who authorised the app before the hub was there is known for as long as by its rows; whatever is said of it later is newer. */
  async function assumeAuthorised({ event: { app, type, id }, expiresAt }: StoredEvent, corpId: string): Promise<void> {
    const key = organisationKey(app, corpId);
    if ((await store.get(key)) !== undefined) return;
    const value: JsonObject = { corpId, state: 'authorised', at: UNKNOWN, type, event: id };
    await store.insert({ ...key, value, ...(expiresAt === undefined ? {} : { expiresAt }) });
  }

  async function toRow({ value }: StoredRecord): Promise<readonly SuiteRow[]> {
    const { subscribeId, bizType, bizId, at, event: id } = value as unknown as SyncRowKey & Dated;
    const stored = await events.get(id);
    return stored === undefined ? [] : [{ subscribeId, bizType, bizId, modifiedAt: at, event: stored.event }];
  }

  return {
    async apply(stored) {
      const { event, expiresAt } = stored;
      const { app, id, type } = event;
      const row = syncRowOf(event);
      const at = credible(row?.modifiedAt ?? Date.parse(event.time), stored.receivedAt);
      const suiteTicket = suiteTicketOf(event);
      const authorisation = authorisationOf(event);
      if (suiteTicket !== undefined) await keepNewest(store, ticketKey(app), { suiteTicket, at, event: id });
      if (authorisation !== undefined) {
        const { corpId, state } = authorisation;
        await keepNewest(store, organisationKey(app, corpId), { corpId, state, at, type, event: id });
      }
      if (row !== undefined) {
        const { subscribeId, bizType, bizId, corpId } = row;
        // A ticket comes as a row of whoever made the app.
        if (authorisation === undefined && suiteTicket === undefined) await assumeAuthorised(stored, corpId);
        const key = { partition: rowsOf(app, corpId), sort: rowKeyText(row) };
        await keepNewest(store, key, { subscribeId, bizType, bizId, at, event: id }, expiresAt);
      }
    },

    async forget(event) {
      const row = syncRowOf(event);
      if (row === undefined) return;
      const key = { partition: rowsOf(event.app, row.corpId), sort: rowKeyText(row) };
      const record = await store.get(key);
      // A conflict: something newer has just taken its place.
      if (record?.value.event === event.id) await store.remove(key, record.version);
    },

    async ticket(app) {
      const record = await store.get(ticketKey(app));
      return record && (({ suiteTicket, at }) => ({ suiteTicket, at }))(record.value as unknown as SuiteTicket);
    },

    async organisations(app, page) {
      const { items, ...more } = await store.list(organisationsOf(app), page);
      return { items: items.map(toOrganisation), ...more };
    },

    async addOrganisation(app, corpId, at) {
      await keepNewest(store, organisationKey(app, corpId), { corpId, state: 'authorised', at, event: BY_HAND });
    },

    async removeOrganisation(app, corpId) {
      const record = await store.get(organisationKey(app, corpId));
      return record !== undefined && (await store.remove(record, record.version)) === 'removed';
    },

    async rows(app, corpId, page, bizType) {
      const { items, ...more } = await store.list(rowsOf(app, corpId), page);
      const wanted = items.filter(({ value }) => bizType === undefined || value.bizType === bizType);
      return { items: (await Promise.all(wanted.map(toRow))).flat(), ...more };
    },
  };
}

function toOrganisation({ value }: StoredRecord): SuiteOrganisation {
  const { at, event, ...organisation } = value as unknown as SuiteOrganisation & Dated;
  return {
    ...organisation,
    ...(at === UNKNOWN ? {} : { at }),
    ...(event === BY_HAND ? {} : { event }),
  };
}
