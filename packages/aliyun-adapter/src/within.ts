import type { After } from '@dinghub/core';

/**
 * Does work that must end in time.
 * @throws what the work throws, also what it throws at once; an Error with the code `TimeoutError` when it takes longer
 */
export function within<T>(ms: number, after: After, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = after(ms, () => reject(Object.assign(new Error('No answer in time.'), { code: 'TimeoutError' })));
    Promise.resolve().then(work).then(resolve, reject).finally(cancel);
  });
}
