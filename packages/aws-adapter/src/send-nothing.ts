import type { HttpSender } from '@dinghub/core/dispatch';

/** For functions that dispatch and never deliver: they hold no code that calls out. */
export const sendNothing: HttpSender = async () => ({
  kind: 'failed',
  code: 'E_CONNECTION',
  message: 'Not sent: this function delivers nothing.',
  durationMs: 0,
});
