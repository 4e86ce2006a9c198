import type { JsonObject } from '../json';
import { type Clock, DAY_MS, type Random } from '../time';
import { changeRecord } from './change-record';
import type { Page, PageRequest, RecordStore, StoredRecord } from './record-store';
import type { SigningSecret, Subscription } from './subscription';
import { parseSubscription, type UrlCheck } from './subscription-document';

/** A subscription that was just made or given a new secret; the secret is shown this once. */
export interface WithSecret {
  readonly subscription: Subscription;
  /** Absent where the sink signs with its own keys. */
  readonly secret?: string;
}

/** Who wants which events. Every change is one conditional write; a method gives undefined when there is no such subscription. */
export interface SubscriptionRegistry {
  /**
   * Registers a system.
   * @returns `exists` when the document's id is taken
   * @throws InvalidSubscription
   */
  create(document: unknown): Promise<WithSecret | 'exists'>;
  get(id: string): Promise<Subscription | undefined>;
  list(page: PageRequest): Promise<Page<Subscription>>;
  /** Every subscription: what workers match events against. */
  all(): Promise<readonly Subscription[]>;
  /**
   * Puts a new document in the place of the old one; state and secrets stay, unless the document brings a secret.
   * @throws InvalidSubscription
   */
  update(id: string, document: unknown): Promise<Subscription | undefined>;
  pause(id: string): Promise<Subscription | undefined>;
  /** Makes it active, whether it was paused or disabled. */
  resume(id: string): Promise<Subscription | undefined>;
  /**
   * Disables it.
   * @param as only if it still is what was called: same incarnation, same sink. A late answer of a receiver that was replaced
   *   says nothing about the new one; then it stays as it is.
   */
  disable(
    id: string,
    reason: string,
    as?: Pick<Subscription, 'incarnation' | 'sink'>,
  ): Promise<Subscription | undefined>;
  /** A new signing secret; the one before it stays valid for 24 hours. */
  rotateSecret(id: string): Promise<WithSecret | undefined>;
  remove(id: string): Promise<Subscription | undefined>;
}

const PARTITION = 'subscriptions';
const ROTATION_MS = DAY_MS;
const SECRET_BYTES = 32;
const PAGE = 500;
const MOST_SECRETS = 10;

/**
 * Creates the registry over a {@link RecordStore}.
 * @param options.checkUrl what is asked of a sink's URL. @default nothing
 */
export function createSubscriptionRegistry(options: {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly checkUrl?: UrlCheck;
}): SubscriptionRegistry {
  const { store, clock, random, checkUrl } = options;
  const newSecret = () => `whsec_${Buffer.from(random(SECRET_BYTES)).toString('base64')}`;
  const newId = () => `sub_${Buffer.from(random(10)).toString('hex')}`;

  async function get(id: string): Promise<Subscription | undefined> {
    const record = await store.get({ partition: PARTITION, sort: id });
    return record && toSubscription(record);
  }

  /** A webhook always has a secret; a new one rotates. */
  function secretsOf(before: Subscription, given: string | undefined): readonly SigningSecret[] {
    if (given !== undefined) return rotated(before, given, clock());
    return before.secrets.length > 0 ? before.secrets : [{ secret: newSecret() }];
  }

  async function change(id: string, next: (before: Subscription) => Subscription): Promise<Subscription | undefined> {
    const record = await changeRecord(store, { partition: PARTITION, sort: id }, (before) => {
      const subscription = { ...next(toSubscription(before)), updatedAt: clock() };
      return { ...before, value: toValue(subscription) };
    });
    return record && toSubscription(record);
  }

  return {
    async create(input) {
      const document = parseSubscription(input, checkUrl);
      const { secret: given, id = newId(), ...rest } = document;
      const secret = document.sink.kind === 'webhook' ? (given ?? newSecret()) : undefined;
      const now = clock();
      const subscription: Subscription = {
        ...rest,
        id,
        state: 'active',
        incarnation: Buffer.from(random(8)).toString('hex'),
        secrets: secret === undefined ? [] : [{ secret }],
        createdAt: now,
        updatedAt: now,
        version: 1,
      };
      const done = await store.insert({ partition: PARTITION, sort: id, value: toValue(subscription) });
      if (done === 'exists') return 'exists';
      return secret === undefined ? { subscription } : { subscription, secret };
    },

    get,

    async list(page) {
      const { items, cursor } = await store.list(PARTITION, page);
      return { items: items.map(toSubscription), ...(cursor === undefined ? {} : { cursor }) };
    },

    async all() {
      const all: Subscription[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list(PARTITION, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
        all.push(...page.items.map(toSubscription));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return all;
    },

    async update(id, input) {
      const { id: _, secret, ...document } = parseSubscription(input, checkUrl);
      return change(id, (before) => ({
        ...document,
        id,
        ...stateOf(before),
        secrets: document.sink.kind === 'webhook' ? secretsOf(before, secret) : [],
        incarnation: before.incarnation,
        createdAt: before.createdAt,
        updatedAt: before.updatedAt,
        version: before.version,
      }));
    },

    pause: (id) => change(id, (before) => (before.state === 'active' ? { ...before, state: 'paused' } : before)),
    resume: (id) => change(id, ({ disabledReason: _, ...before }) => ({ ...before, state: 'active' })),
    disable: (id, reason, as) =>
      change(id, (before) =>
        as === undefined || isSameReceiver(before, as)
          ? { ...before, state: 'disabled', disabledReason: reason.slice(0, 200) }
          : before,
      ),

    async rotateSecret(id) {
      const secret = newSecret();
      const subscription = await change(id, (before) =>
        before.sink.kind === 'webhook' ? { ...before, secrets: rotated(before, secret, clock()) } : before,
      );
      if (subscription === undefined) return undefined;
      return subscription.sink.kind === 'webhook' ? { subscription, secret } : { subscription };
    },

    async remove(id) {
      for (;;) {
        const record = await store.get({ partition: PARTITION, sort: id });
        if (record === undefined) return undefined;
        if ((await store.remove(record, record.version)) === 'removed') return toSubscription(record);
      }
    },
  };
}

/** True for two states of one subscription that call the same receiver. */
export function isSameReceiver(
  a: Pick<Subscription, 'incarnation' | 'sink'>,
  b: Pick<Subscription, 'incarnation' | 'sink'>,
): boolean {
  return a.incarnation === b.incarnation && JSON.stringify(a.sink) === JSON.stringify(b.sink);
}

function stateOf({ state, disabledReason }: Subscription): Pick<Subscription, 'state' | 'disabledReason'> {
  return { state, ...(disabledReason === undefined ? {} : { disabledReason }) };
}

/** The secrets with a new one in front; those before it sign for another day. */
function rotated({ secrets }: Subscription, secret: string, now: number): readonly SigningSecret[] {
  const kept = secrets.filter((old) => (old.expiresAt ?? Number.POSITIVE_INFINITY) > now && old.secret !== secret);
  return [{ secret }, ...kept.map((old) => ({ expiresAt: now + ROTATION_MS, ...old }))].slice(0, MOST_SECRETS);
}

function toValue({ version: _, ...subscription }: Subscription): JsonObject {
  return subscription as unknown as JsonObject;
}

function toSubscription(record: StoredRecord): Subscription {
  return { ...(record.value as unknown as Omit<Subscription, 'version'>), version: record.version };
}
