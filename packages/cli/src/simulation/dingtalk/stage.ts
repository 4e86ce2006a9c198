import { languageOf } from '../../language';
import { type Tell, tellIn } from '../../told';
import { type Control, createControl, portOf } from './control';

/** Which simulated DingTalk, and how to say what came of it. */
export interface PlayOptions {
  readonly port?: number;
  readonly json?: boolean;
}

/** What a command to a simulated DingTalk has. */
export interface Stage {
  readonly control: Control;
  readonly tell: Tell;
}

/** The simulated DingTalk that is meant, in the language of the environment. */
export function stageFor({ port }: PlayOptions): Stage {
  const { env } = process;
  const tell = tellIn(languageOf(env));
  return { control: createControl({ port: portOf(port, env.DINGTALK_API_ENDPOINT), tell }), tell };
}
