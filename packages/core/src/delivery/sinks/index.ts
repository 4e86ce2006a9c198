import type { Sink as SinkOptions } from '../../storage/subscription';
import type { Clock, Random } from '../../time';
import type { HttpOutcome, HttpSender } from '../http-sender';
import { dingtalkCallbackSink } from './dingtalk-callback';
import type { AttemptContext, Sink, Verdict } from './sink';
import { webhookSink } from './webhook';

const SINKS = { webhook: webhookSink, 'dingtalk-callback': dingtalkCallbackSink };

/** Makes one attempt at a sink of any kind: what came of the request, and what that means. */
export type Attempter = (options: SinkOptions, context: AttemptContext) => Promise<readonly [HttpOutcome, Verdict]>;

/** Creates what makes attempts. Each kind of sink is a file beside this one. */
export function createAttempter(effects: {
  readonly send: HttpSender;
  readonly clock: Clock;
  readonly random: Random;
}): Attempter {
  return async (options, context) => {
    // Each sink is handed the options of its own kind.
    const sink = SINKS[options.kind] as Sink<SinkOptions>;
    let outcome: HttpOutcome = {
      kind: 'failed',
      code: 'E_RESPONSE',
      message: 'The request could not be made.',
      durationMs: 0,
    };
    try {
      outcome = await effects.send(sink.request(options, context, effects));
      return [outcome, sink.judge(options, outcome)];
    } catch {
      // Whatever is stored or answered, an attempt ends: one that threw would be made again at once and for ever.
      const message = outcome.kind === 'failed' ? outcome.message : 'The answer could not be understood.';
      return [outcome, { kind: 'failed', code: 'E_RESPONSE', message }];
    }
  };
}
