import { nextMessage } from './fairness';
import { isInFlight, type Message } from './message';
import { SqsError } from './sqs-error';

/** Attributes of a queue, in ms where SQS has seconds. */
export interface QueueSettings {
  readonly visibilityMs: number;
  readonly retentionMs: number;
  readonly redrive?: { readonly deadLetterQueue: string; readonly maxReceiveCount: number };
}

/** How many messages are in which state. */
export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** A standard queue in memory. */
export interface Queue {
  readonly name: string;
  readonly settings: QueueSettings;
  send(message: Message): void;
  /** Gives out up to `most` messages that are visible; none is an ordinary outcome. */
  receive(most: number, visibilityMs: number): readonly Message[];
  /** Deletes by the handle of the last receive; an older handle does nothing, as happens in SQS. */
  remove(handle: string): void;
  changeVisibility(handle: string, visibilityMs: number): void;
  counts(): QueueCounts;
  messages(): readonly Message[];
}

/**
 * Creates a queue.
 * @param options.bury takes a message that was received too often
 */
export function createQueue(options: {
  readonly name: string;
  readonly settings: QueueSettings;
  readonly clock: () => number;
  readonly bury: (message: Message) => void;
}): Queue {
  const { name, settings, clock, bury } = options;
  const messages = new Map<string, Message>();

  function dropExpired(): void {
    const before = clock() - settings.retentionMs;
    for (const { id, sentAt } of messages.values()) if (sentAt < before) messages.delete(id);
  }

  function find(handle: string): Message | undefined {
    const [, id] = /^([\w-]+)#\d+$/.exec(handle) ?? [];
    if (id === undefined) throw new SqsError('ReceiptHandleIsInvalid', 'The receipt handle is malformed.');
    return messages.get(id);
  }

  return {
    name,
    settings,

    send(message) {
      messages.set(message.id, message);
    },

    receive(most, visibilityMs) {
      dropExpired();
      const now = clock();
      const received: Message[] = [];
      while (received.length < most) {
        const message = nextMessage(messages.values(), now);
        if (message === undefined) break;
        if (message.receives >= (settings.redrive?.maxReceiveCount ?? Number.POSITIVE_INFINITY)) {
          messages.delete(message.id);
          bury(message);
          continue;
        }
        message.receives++;
        message.firstReceivedAt ??= now;
        message.handle = `${message.id}#${message.receives}`;
        message.visibleAt = now + visibilityMs;
        received.push({ ...message });
        // Without a visibility timeout it would be given out again and again in this very loop.
        if (visibilityMs === 0) break;
      }
      return received;
    },

    remove(handle) {
      const message = find(handle);
      if (message?.handle === handle) messages.delete(message.id);
    },

    changeVisibility(handle, visibilityMs) {
      const message = find(handle);
      if (message?.handle !== handle || !isInFlight(message, clock())) {
        throw new SqsError('MessageNotInflight', 'The message is not in flight.');
      }
      message.visibleAt = clock() + visibilityMs;
    },

    counts() {
      dropExpired();
      const now = clock();
      const all = [...messages.values()];
      const visible = all.filter(({ visibleAt }) => visibleAt <= now).length;
      const inFlight = all.filter((message) => isInFlight(message, now)).length;
      return { visible, inFlight, delayed: all.length - visible - inFlight };
    },

    messages: () => [...messages.values()].map((message) => ({ ...message })),
  };
}
