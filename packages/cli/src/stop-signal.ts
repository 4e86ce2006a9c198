/** Aborted by the first SIGINT or SIGTERM; a second one ends the process at once. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** How a command is told to stop by degrees. */
export interface StopSignals {
  /** The first SIGINT or SIGTERM: begin nothing new. */
  readonly stop: AbortSignal;
  /** The second: wait for nothing. */
  readonly abandon: AbortSignal;
  /** What a shell expects of a command that a signal ended: 130 after SIGINT, 143 after SIGTERM. */
  exitCode(): number;
}

/** A terminal's Ctrl-C reaches the command itself and npx, which passes it on: that is one. */
const SAME_WITHIN_MS = 500;

/** Hears of a first signal and of a second; a third ends the process at once. */
export function stopSignals(clock: () => number = Date.now): StopSignals {
  const [stop, abandon] = [new AbortController(), new AbortController()];
  let heardAt = 0;
  let code = 130;
  const hear = (signal: NodeJS.Signals) => {
    const now = clock();
    if (!stop.signal.aborted) {
      heardAt = now;
      if (signal === 'SIGTERM') code = 143;
      stop.abort();
      return;
    }
    if (now - heardAt < SAME_WITHIN_MS) return;
    for (const one of ['SIGINT', 'SIGTERM'] as const) process.off(one, hear);
    abandon.abort();
  };
  for (const one of ['SIGINT', 'SIGTERM'] as const) process.on(one, hear);
  return { stop: stop.signal, abandon: abandon.signal, exitCode: () => code };
}
