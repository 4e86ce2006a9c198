import type { JsonObject } from '@dinghub/core';
import pc from 'picocolors';
import { jsonLine, printable } from '../terminal';
import type { Reception } from './receiver';

/** What a verdict is called, and its colour. */
const VERDICTS: Readonly<Record<Reception['verdict'], readonly [text: string, colour: (text: string) => string]>> = {
  ok: ['ok', pc.green],
  unchecked: ['not checked', pc.yellow],
  unsigned: ['unsigned', pc.red],
  bad_signature: ['bad signature', pc.red],
  too_old: ['too old', pc.red],
  too_new: ['too new', pc.red],
  not_opened: ['not opened', pc.red],
};

const WIDTH = 'bad signature'.length;

/** A request as one line for people. */
export function receptionLine(reception: Reception): string {
  const { at, verdict, webhookId, attempt, subscription, isRepeat, status, content = {} } = reception;
  const [text, colour] = VERDICTS[verdict];
  const { type, subject } = aboutOf(content);
  const parts = [
    pc.dim(new Date(at).toISOString().replace('T', ' ')),
    colour(text.padEnd(WIDTH)),
    pc.green(printable(type ?? '(no type)')),
    printable(subject ?? ''),
    subscription === undefined ? '' : printable(subscription),
    attempt === undefined ? '' : `attempt ${printable(attempt)}`,
    answered(status),
    webhookId === undefined ? '' : pc.dim(printable(webhookId)),
    isRepeat ? pc.yellow('again') : '',
  ];
  return parts.filter((part) => part !== '').join('  ');
}

function answered(status: number | undefined): string {
  if (status === undefined) return pc.red('-> not waited for');
  return (status >= 200 && status < 300 ? pc.green : pc.red)(`-> ${status}`);
}

/** The same as JSON on one line, with everything that the request brought. */
export function receptionJson({ at, isRepeat, content, ...rest }: Reception): string {
  return jsonLine({
    receivedAt: new Date(at).toISOString(),
    ...rest,
    repeat: isRepeat,
    ...(content === undefined ? {} : aboutOf(content)),
    ...(content === undefined ? {} : { content }),
  });
}

/** A CloudEvents document says it in its attributes, DingTalk's own bodies in `EventType`. */
function aboutOf({ type, subject, EventType }: JsonObject): { type?: string; subject?: string } {
  const name = type ?? EventType;
  return {
    ...(typeof name === 'string' ? { type: name } : {}),
    ...(typeof subject === 'string' ? { subject } : {}),
  };
}
