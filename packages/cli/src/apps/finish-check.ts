import type { JsonObject } from '@dinghub/core';
import { plainCredentials } from '../dingtalk/configured-apps';
import { isThirdParty } from '../doctor/suite';
import { CliError, EXIT_FAILED } from '../failure';
import { lookAtApps } from '../sightings/look';
import { rotationAdvice, usesJson, usesOf } from '../sightings/rotation-texts';
import { jsonLine, print } from '../terminal';
import { both, type Tell, type Told } from '../told';

/**
 * Finds out from the store of the data folder that the old credentials of an app are unused.
 * @throws CliError when they are not, or when that is not known; with `json` on standard output too
 */
export async function checkOldIsUnused(options: {
  readonly data: string;
  readonly app: JsonObject;
  readonly tell: Tell;
  readonly json?: boolean | undefined;
}): Promise<void> {
  const { data, app, tell, json } = options;
  const name = String(app.name);
  const now = Date.now();
  const looks = await lookAtApps(data, [{ name, credentials: plainCredentials(app) }], now);
  const refuse = (reason: string, message: Told, uses: JsonObject = {}): never => {
    if (json) print(jsonLine({ name, finished: false, reason, ...uses }));
    throw new CliError(tell(both(`${message.en} ${FORCE.en}`, `${message.zh}${FORCE.zh}`)), EXIT_FAILED, reason);
  };
  if (looks.kind === 'unknown') return refuse('unknown', UNKNOWN(name, looks.why));
  const rotation = looks.of.get(name)?.rotation;
  if (rotation === undefined || rotation.state === 'done') return;
  const { state } = rotation;
  const { says, next } = rotationAdvice({ ...rotation, state }, { name, isThirdParty: isOfASuite(app) });
  const uses = usesOf(rotation, now);
  const message = both(
    `The rotation of "${name}" is not over: ${says.en} (${uses.en}). Next: ${next.en}.`,
    `“${name}”的轮换尚未完成：${says.zh}（${uses.zh}）。下一步：${next.zh}。`,
  );
  refuse(rotation.state, message, usesJson(rotation));
}

/** As its own JSON has it. */
function isOfASuite({ appKey, ownerKeys }: JsonObject): boolean {
  const keys = Array.isArray(ownerKeys) ? ownerKeys.map(String) : [];
  return isThirdParty({ ownerKeys: keys, ...(typeof appKey === 'string' ? { appKey } : {}) });
}

const UNKNOWN = (name: string, why: Told) =>
  both(
    `Whether DingTalk still uses the old token and AES key of "${name}" is not known: ${why.en}. Name the folder of its hub with --data.`,
    `无法得知钉钉是否仍在使用“${name}”的旧 token 与 aes_key：${why.zh}。请用 --data 指定其 dinghub 的数据目录。`,
  );
const FORCE = both(
  '--force finishes all the same; what DingTalk then sends with the old ones is refused.',
  '--force 可强制完成，此后使用旧凭据的推送会被拒绝。',
);
