import type { CallbackRegistration } from '@dinghub/core/dingtalk';
import { ownerKeyKind } from '@dinghub/core/sightings';
import { CliError } from '../failure';
import { howLong } from '../format';
import { jsonLine, print } from '../terminal';
import { both } from '../told';
import { stillLearns } from './configured-apps';
import { OWNER_KEY_NAMES, ownerKeyToProbe } from './owner-key';
import { createProber, type ProbeResult, probeAdvice, probeOutcome } from './probe';
import { knowsOlderAlone, RESTART_FIRST } from './rotation-probe';
import type { Session } from './session';

/** What DingTalk is going to do, done from here first: it says more than DingTalk does. */
export async function ownProbe({ app, say }: Session, { url, token, aesKey }: CallbackRegistration) {
  const ownerKey = ownerKeyToProbe(app, 'corp_id');
  const kind = ownerKeyKind(ownerKey, app.appKey);
  const name = OWNER_KEY_NAMES[kind];
  say(
    both('probing', '自检'),
    both(
      `POST ${url}: check_url, signed and sealed, owner key: ${name} …`,
      `POST ${url}：已签名加密的 check_url，owner key：${name}……`,
    ),
  );
  const prober = createProber({ url, keys: { token, aesKey, ownerKey } });
  const result = await prober.probe().finally(prober.close);
  const { en, zh } = probeOutcome(result);
  const isOther = result.outcome === 'success' && kind !== 'corp_id';
  const open = isOther ? (stillLearns(app) ? LEARNS_CORP_ID : NO_CORP_ID) : both('', '');
  say(
    both('came', '返回'),
    both(
      `${en}, after ${howLong(result.durationMs)}${open.en}`,
      `${zh}，用时 ${howLong(result.durationMs, 'zh')}${open.zh}`,
    ),
  );
  return result;
}

/** What the check_url from here leaves open where its owner key is none that DingTalk will seal with. */
const NO_CORP_ID = both(
  '; that does not show whether the hub accepts the corpId: check that DINGTALK_OWNER_KEY or the app’s ownerKeys hold it',
  '；这不能说明 dinghub 接受 corpId，请确认它在 DINGTALK_OWNER_KEY 或该应用的 ownerKeys 中',
);
const LEARNS_CORP_ID = both(
  '; that does not show whether the hub accepts the corpId: it keeps the one that DingTalk brings, unless it was started with DINGTALK_OWNER_KEY: check that it holds the corpId then',
  '；这不能说明 dinghub 接受 corpId：它会记住钉钉带来的 corpId；若启动时设置了 DINGTALK_OWNER_KEY，请确认其中有 corpId',
);

/**
 * Ends the command where the check_url from here failed: DingTalk's most likely fails too, unless it reaches an address that this
 * machine does not.
 * @throws CliError unless it is forced
 */
export async function goOnOnlyIfForced(
  { app, tell, warn }: Session,
  own: ProbeResult,
  { url, force, json }: { readonly url: string; readonly force?: boolean; readonly json?: boolean },
): Promise<void> {
  if (own.outcome === 'success') return;
  const isOld = await knowsOlderAlone(url, app, ownerKeyToProbe(app, 'corp_id'), own);
  const advice = isOld ? RESTART_FIRST : probeAdvice(own);
  if (force) {
    warn(both(`${advice.en} ${FORCED.en}`, `${advice.zh}${FORCED.zh}`));
    return;
  }
  if (json) print(jsonLine({ error: { code: 'probe_failed', advice: tell(advice) }, probe: own }));
  throw new CliError(
    tell(both(`${advice.en}\n${NOT_ASKED.en}`, `${advice.zh}\n${NOT_ASKED.zh}`)),
    undefined,
    'probe_failed',
  );
}

const FORCED = both('With --force, DingTalk is asked all the same.', '已指定 --force，仍请求钉钉。');
const NOT_ASKED = both(
  'DingTalk was not asked: its check_url would fail too. If it reaches an address that this machine does not, add --force.',
  '未请求钉钉：它的 check_url 也会失败。如果该地址只有钉钉能访问、本机不能，请加上 --force。',
);
