import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { adminTokenFile, createFolder, fileFault } from './data-folder';
import { isLoopback } from './network-policy';
import { randomText } from './random-text';

/**
 * The token that guards the admin API: the configured one; else, on loopback, one that is generated once and kept in the data
 * folder (mode 0600), where the `dinghub` command finds it. Elsewhere there is none, and the admin API refuses everything.
 */
export function loadAdminToken(dataFolder: string, host: string, configured: string | undefined): string | undefined {
  if (configured !== undefined || !isLoopback(host)) return configured;
  const file = adminTokenFile(dataFolder);
  try {
    if (!existsSync(file)) {
      createFolder(dirname(file));
      writeFileSync(file, `${randomText(40)}\n`, { mode: 0o600, flag: 'wx' });
    }
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    throw fileFault(file, error);
  }
}
