import { isJsonObject } from '@dinghub/core';

/**
 * Refuses what is no event of a timer trigger. Source: Function Compute's documentation, "Timer trigger".
 * @param what says what the function is for
 * @throws TypeError that quotes nothing of the event
 */
export function refuseUnlessTimer(text: string, what: string): void {
  const event = parse(text);
  if (isJsonObject(event) && typeof event.triggerTime === 'string' && typeof event.triggerName === 'string') return;
  const shape = isJsonObject(event) ? `{${Object.keys(event).slice(0, 20).join(', ')}}` : typeof event;
  throw new TypeError(`${what}. It was invoked with ${shape}: check its triggers.`);
}

/** The JSON value of a text; undefined when it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
