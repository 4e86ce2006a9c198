import { get } from 'node:http';
import type { Logger } from '@dinghub/core';
import { type Probe, type RunningHub, readRunningHub, removeRunningHub, writeRunningHub } from './hub-file';

const PATIENCE_MS = 1000;

/** What a hub says in its data folder of where it runs. */
export interface HubPlace {
  /**
   * Says it, unless a hub that answers has said so before: that one keeps the place, and is given back. To be called again now and
   * then, since the other may be gone by then.
   */
  claim(): Promise<RunningHub | undefined>;
  /** Takes it back. */
  leave(): void;
}

/**
 * Where a hub runs, for the commands that are told its data folder alone. A place that cannot be written is none: the hub does not
 * depend on it.
 * @param options.url as the server names it; an address that stands for all of the machine's is taken for loopback
 */
export function createHubPlace(options: {
  readonly dataFolder: string;
  readonly url: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly probe: Probe;
  readonly logger: Logger;
}): HubPlace {
  const { dataFolder, pid, startedAt, probe, logger } = options;
  const own: RunningHub = { url: reachable(options.url), pid, startedAt };
  let left = false;
  return {
    async claim() {
      const said = readRunningHub(dataFolder, probe);
      // Whoever said this address before is gone: this hub listens there.
      const isOther = said !== undefined && said.url !== own.url;
      if (isOther && (await answers(said.url))) return said;
      if (said?.url === own.url && said.pid === own.pid && said.startedAt === startedAt) return undefined;
      try {
        if (!left) writeRunningHub(dataFolder, own);
      } catch (error) {
        logger.warn('hub_place_not_written', { error: (error as NodeJS.ErrnoException).code ?? 'unknown' });
      }
      return undefined;
    },
    leave() {
      left = true;
      try {
        removeRunningHub(dataFolder, own, probe);
      } catch {
        // What is left names a process that is gone.
      }
    },
  };
}

/** The address at which this machine reaches a server that listens on all of them. */
function reachable(url: string): string {
  return url.replace('://0.0.0.0:', '://127.0.0.1:').replace('://[::]:', '://[::1]:');
}

/** Whether something at an address is alive: it answers, or takes its time. Where nobody listens, a hub has crashed. */
function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(`${url}/healthz`, { agent: false, timeout: PATIENCE_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => {
      resolve(true);
      request.destroy();
    });
    request.on('error', () => resolve(false));
  });
}
