import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a folder that is removed with all that is in it after the tests. @param after the test runner's hook */
export function temporaryFolder(name: string, after: (remove: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), `dinghub-${name}-`));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
