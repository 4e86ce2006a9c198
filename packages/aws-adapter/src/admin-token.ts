import { ConfigError, type Environment } from '@dinghub/core';
import type { FetchParameters } from './secrets';

const FEWEST_CHARACTERS = 16;

/**
 * The token that guards the admin API: the value of the SSM parameter that `DINGHUB_ADMIN_TOKEN` names; undefined, and so nobody
 * gets through, where it names none.
 * @throws ConfigError when it is too short; whatever `fetchParameters` throws
 */
export async function fetchAdminToken(env: Environment, fetchParameters: FetchParameters): Promise<string | undefined> {
  const name = env.DINGHUB_ADMIN_TOKEN;
  if (!name) return undefined;
  const token = (await fetchParameters([name])).get(name) ?? '';
  if (token.length >= FEWEST_CHARACTERS) return token;
  throw new ConfigError([`DINGHUB_ADMIN_TOKEN: too short; use at least ${FEWEST_CHARACTERS} characters.`]);
}
