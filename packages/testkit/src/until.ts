const POLL_MS = 10;

/** Waits for what comes by itself. @throws when it does not come in time */
export async function until(done: () => boolean | Promise<boolean>, patienceMs = 25_000): Promise<void> {
  const endAt = Date.now() + patienceMs;
  while (!(await done())) {
    if (Date.now() >= endAt) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
