import { StoreUnavailable } from '@dinghub/core';
import type { Sleep } from '@dinghub/core/dingtalk';

/** Waits, but not beyond `stop`: then it rejects, so that what was to follow is not sent. */
export function stoppableSleep(stop: AbortSignal): Sleep {
  return (ms) =>
    new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        reject(new StoreUnavailable('The command was told to stop.'));
      };
      const timer = setTimeout(() => {
        stop.removeEventListener('abort', end);
        resolve();
      }, ms);
      if (stop.aborted) end();
      else stop.addEventListener('abort', end, { once: true });
    });
}
