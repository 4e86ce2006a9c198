import type { Message } from './message';
import { createQueue, type Queue, type QueueSettings } from './queue';
import { noSuchQueue, SqsError } from './sqs-error';

/** All queues of the emulator. */
export interface Service {
  readonly clock: () => number;
  /** Of a message, and of a batch as a whole. */
  readonly maxBytes: number;
  /** How many copies of a message that is sent get into the queue. */
  copies: number;
  /** Creates a queue, or finds one with the same attributes. */
  create(name: string, settings: QueueSettings): Queue;
  /** @throws SqsError when there is none */
  queue(name: string): Queue;
  send(queue: Queue, message: Message): void;
  /** Resolves after a moment, or at once when the emulator is closed: then false. */
  pause(): Promise<boolean>;
}

/** Creates the queues' home. */
export function createService(options: {
  readonly clock: () => number;
  readonly maxBytes: number;
  readonly pause: () => Promise<boolean>;
}): Service {
  const { clock } = options;
  const queues = new Map<string, Queue>();
  const service: Service = {
    ...options,
    copies: 1,

    create(name, settings) {
      if (!/^[\w-]{1,80}$/.test(name))
        throw new SqsError('InvalidParameterValue', 'Can only include letters and digits.');
      const there = queues.get(name);
      if (there !== undefined) {
        if (JSON.stringify(there.settings) === JSON.stringify(settings)) return there;
        throw new SqsError('QueueNameExists', 'A queue already exists with the same name and other attributes.');
      }
      if (settings.redrive !== undefined) service.queue(settings.redrive.deadLetterQueue);
      const bury = (message: Message) => {
        // As in SQS, it keeps the time at which it was sent.
        const { handle: _, firstReceivedAt: __, ...rest } = message;
        service.queue(settings.redrive?.deadLetterQueue ?? '').send({ ...rest, receives: 0 });
      };
      const queue = createQueue({ name, settings, clock, bury });
      queues.set(name, queue);
      return queue;
    },

    queue(name) {
      const queue = queues.get(name);
      if (queue === undefined) throw noSuchQueue();
      return queue;
    },

    send(queue, message) {
      for (let copy = 0; copy < service.copies; copy++) {
        queue.send(copy === 0 ? message : { ...message, id: `${message.id}-${copy}` });
      }
    },
  };
  return service;
}
