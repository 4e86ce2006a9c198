import { readRunningHub } from '@dinghub/local-adapter/files';

/** The address of the hub that runs on a data folder, as it says there; undefined where none does. */
export function urlOfRunningHub(data: string): string | undefined {
  return readRunningHub(data, (pid) => process.kill(pid, 0))?.url;
}
