import { isJsonObject, type JsonObject } from '@dinghub/core';
import type { Queue, QueueSettings } from './queue';
import { invalidValue } from './sqs-error';

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';

/** The ARN of a queue of the emulator. */
export function arnOf(name: string): string {
  return `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
}

/** The path of a queue's URL. */
export function pathOf(name: string): string {
  return `/${ACCOUNT}/${name}`;
}

/** Reads the attributes of CreateQueue; those that change nothing here (encryption, tags of cost) are taken and ignored. */
export function readSettings(attributes: JsonObject): QueueSettings {
  const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = attributes;
  const settings = {
    visibilityMs: seconds(VisibilityTimeout ?? '30', 0, 43_200),
    retentionMs: seconds(MessageRetentionPeriod ?? '345600', 60, 1_209_600),
  };
  return typeof RedrivePolicy === 'string' ? { ...settings, redrive: readRedrive(RedrivePolicy) } : settings;
}

/** The attributes of a queue as GetQueueAttributes tells them. */
export function describeQueue({ name, settings, counts }: Queue): Readonly<Record<string, string>> {
  const { visible, inFlight, delayed } = counts();
  const { redrive, visibilityMs, retentionMs } = settings;
  const policy = redrive && {
    deadLetterTargetArn: arnOf(redrive.deadLetterQueue),
    maxReceiveCount: redrive.maxReceiveCount,
  };
  return {
    QueueArn: arnOf(name),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(visibilityMs / 1000),
    MessageRetentionPeriod: String(retentionMs / 1000),
    ...(policy && { RedrivePolicy: JSON.stringify(policy) }),
  };
}

function seconds(value: unknown, from: number, to: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= from && number <= to) return number * 1000;
  throw invalidValue('Invalid value for a queue attribute.');
}

function readRedrive(text: string) {
  const policy: unknown = JSON.parse(text);
  const { deadLetterTargetArn, maxReceiveCount } = isJsonObject(policy) ? policy : {};
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== 'string' || !(count >= 1 && count <= 1000)) {
    throw invalidValue('Invalid value for the parameter RedrivePolicy.');
  }
  return { deadLetterQueue: deadLetterTargetArn.split(':').at(-1) ?? '', maxReceiveCount: count };
}
