import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '@dinghub/core';
import { randomText } from './random-text';

/** A hub that runs, as it says in its data folder. */
export interface RunningHub {
  /** Where this machine reaches it. */
  readonly url: string;
  readonly pid: number;
  /** Epoch ms. */
  readonly startedAt: number;
}

/** Fails with the system's error where there is no process of that id, or it is another user's: `process.kill` with the signal 0. */
export type Probe = (pid: number) => void;

/** The file that says where the hub of a data folder runs. */
export function hubFile(dataFolder: string): string {
  return join(dataFolder, 'hub.json');
}

/** The hub that says that it runs on a data folder; undefined where none does, and where its process is gone. */
export function readRunningHub(dataFolder: string, probe: Probe): RunningHub | undefined {
  try {
    const said: unknown = JSON.parse(readFileSync(hubFile(dataFolder), 'utf8'));
    if (!isJsonObject(said)) return undefined;
    const { url, pid, startedAt } = said;
    if (typeof url !== 'string' || !URL.canParse(url) || !/^http:/.test(url)) return undefined;
    if (!Number.isSafeInteger(pid) || Number(pid) < 1 || typeof startedAt !== 'number') return undefined;
    return isAlive(Number(pid), probe) ? { url, pid: Number(pid), startedAt } : undefined;
  } catch {
    // No file, or not one of ours: as good as no hub.
    return undefined;
  }
}

/** Says where a hub runs, for its owner alone. A crash leaves what was said before, or this. @throws the system's error */
export function writeRunningHub(dataFolder: string, hub: RunningHub): void {
  const file = hubFile(dataFolder);
  const draft = `${file}.${randomText(8)}.tmp`;
  try {
    writeFileSync(draft, `${JSON.stringify(hub)}\n`, { mode: 0o600 });
    chmodSync(draft, 0o600);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Takes back what a hub said, unless another one has said something since. */
export function removeRunningHub(dataFolder: string, { url, pid, startedAt }: RunningHub, probe: Probe): void {
  const said = readRunningHub(dataFolder, probe);
  if (said?.url === url && said.pid === pid && said.startedAt === startedAt) rmSync(hubFile(dataFolder));
}

/** True for a process that is there, whoever's it is. */
function isAlive(pid: number, probe: Probe): boolean {
  try {
    probe(pid);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
