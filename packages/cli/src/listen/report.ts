import type { JsonObject } from '@dinghub/core';
import pc from 'picocolors';
import { createLines, jsonLine, printable } from '../terminal';
import { both, type Tell, type Told } from '../told';
import type { Reception } from './receiver';

/** What a verdict is called, and its colour. */
const VERDICTS: Readonly<Record<Reception['verdict'], readonly [text: Told, colour: (text: string) => string]>> = {
  ok: [both('ok', '签名正确'), pc.green],
  unchecked: [both('not checked', '未验证'), pc.yellow],
  unsigned: [both('unsigned', '无签名'), pc.red],
  bad_signature: [both('bad signature', '签名错误'), pc.red],
  too_old: [both('too old', '时间戳过旧'), pc.red],
  too_new: [both('too new', '时间戳超前'), pc.red],
  not_opened: [both('not opened', '无法解密'), pc.red],
};

/** Makes one line for people of each request, in columns with the lines before. */
export function createReceptionLine(tell: Tell): (reception: Reception) => string {
  const line = createLines(Object.values(VERDICTS).map(([text]) => ['', tell(text)]));
  return (reception) => line(cellsOf(reception, tell));
}

function cellsOf(reception: Reception, tell: Tell): readonly string[] {
  const { at, verdict, webhookId, attempt, subscription, isRepeat, status, content = {} } = reception;
  const [text, colour] = VERDICTS[verdict];
  const { type, subject } = aboutOf(content);
  return [
    pc.dim(new Date(at).toISOString().replace('T', ' ')),
    colour(tell(text)),
    pc.green(type === undefined ? tell(NO_TYPE) : printable(type)),
    printable(subject ?? ''),
    subscription === undefined ? '' : printable(subscription),
    attempt === undefined ? '' : tell(attemptText(printable(attempt))),
    answered(status, tell),
    webhookId === undefined ? '' : pc.dim(printable(webhookId)),
    isRepeat ? pc.yellow(tell(both('again', '重复'))) : '',
  ];
}

function answered(status: number | undefined, tell: Tell): string {
  if (status === undefined) return pc.red(`-> ${tell(both('not waited for', '对方未等待'))}`);
  return (status >= 200 && status < 300 ? pc.green : pc.red)(`-> ${status}`);
}

const NO_TYPE = both('(no type)', '（无类型）');
const attemptText = (attempt: string) => both(`attempt ${attempt}`, `第 ${attempt} 次`);

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
