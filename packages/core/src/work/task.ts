import { isJsonObject } from '../json';

/** What a worker does. A task carries ids only: the store is the truth, and a lost or repeated task changes nothing but latency. */
export type Task =
  | { readonly kind: 'dispatch'; readonly event: string }
  | { readonly kind: 'deliver'; readonly event: string; readonly subscription: string };

/** The task that JSON text holds; undefined for anything else. */
export function parseTask(text: string): Task | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isJsonObject(value) || typeof value.event !== 'string') return undefined;
  const { kind, event, subscription } = value;
  if (kind === 'dispatch') return { kind, event };
  return kind === 'deliver' && typeof subscription === 'string' ? { kind, event, subscription } : undefined;
}

/** Equal for equal tasks. */
export function taskKey(task: Task): string {
  return JSON.stringify(task.kind === 'dispatch' ? [task.event] : [task.event, task.subscription]);
}
