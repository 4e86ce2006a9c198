/** Why Function Compute did not take an invocation. It holds no text of the service's: that can quote what was signed. */
export interface FcFailure {
  /** For the log: an HTTP status or the name of an error, e.g. `403`, `ECONNRESET`. */
  readonly reason: string;
  /** True for what may go well when it is tried again. */
  readonly passing: boolean;
}

const ADVICE: Readonly<Record<string, string>> = {
  401: 'Check the credentials of the function’s role.',
  403: 'Give the role the right to do fc:InvokeFunction on the worker.',
  404: 'Deploy the worker, or correct its name in DINGHUB_WORKER.',
};

/**
 * What an error of `@alicloud/fc2` means; undefined when it is none. The SDK keeps the status in its message alone, and looks for
 * error codes under names that version 2023-03-30 of the API does not use.
 */
export function readFailure(error: unknown): FcFailure | undefined {
  const { name, message, code } = (error ?? {}) as Partial<Record<'name' | 'message' | 'code', unknown>>;
  const status = / failed with (\d{3})\./.exec(String(message))?.[1];
  if (status !== undefined) return { reason: status, passing: status === '429' || status.startsWith('5') };
  // An accepted invocation has no body: where its answer is said to be JSON all the same, the SDK stumbles over that.
  if (name === 'SyntaxError' && /end of JSON input/.test(String(message))) return undefined;
  const reason = [code, name].find((text) => typeof text === 'string');
  return { reason: reason === undefined ? 'unknown' : String(reason), passing: true };
}

/** A sentence for the person who has to mend it. */
export function describeFailure({ reason }: FcFailure): string {
  const advice = ADVICE[reason];
  return `Function Compute did not take an invocation (${reason}).${advice === undefined ? '' : ` ${advice}`}`;
}
