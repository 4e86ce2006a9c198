import type { After } from '../time';

/**
 * What `work` gives, or what `late` gives when `ms` pass first. Work that ends after its deadline is ignored, its failure too.
 */
export function withDeadline<T>(ms: number, after: After, work: Promise<T>, late: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = after(ms, () => resolve(late()));
    work.then(resolve, reject).finally(cancel);
  });
}
