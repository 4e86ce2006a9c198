import { both } from '../told';
import type { ConfiguredApp } from './configured-apps';
import { createProber, type ProbeResult } from './probe';

/**
 * Whether a hub that refused the newest credential of an app takes an older one: it has not been restarted since they were made.
 * @param refused what the newest got
 */
export async function knowsOlderAlone(
  url: string,
  { credentials }: Pick<ConfiguredApp, 'credentials'>,
  ownerKey: string,
  refused: ProbeResult,
): Promise<boolean> {
  // Another token, or the same token by chance and another AES key.
  if (!['signature_mismatch', 'envelope_rejected'].includes(refused.code ?? '')) return false;
  for (const credential of credentials.slice(1)) {
    const prober = createProber({ url, keys: { ...credential, ownerKey } });
    const { outcome } = await prober.probe().finally(prober.close);
    if (outcome === 'success') return true;
  }
  return false;
}

/** What to do about it. */
export const RESTART_FIRST = both(
  'The hub there takes the older token and AES key alone: it was not restarted since `dinghub app rotate`. Restart it, and try again.',
  '该地址上的 dinghub 只接受旧的 token 与 aes_key：执行 `dinghub app rotate` 之后尚未重启。请重启 dinghub 后重试。',
);
