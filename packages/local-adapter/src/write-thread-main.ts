import { parentPort, workerData } from 'node:worker_threads';
import { createGroupCommit, type Write } from './group-commit';
import { type DatabaseFile, moveLogIntoFile, openDatabase } from './sqlite-table';

// The thread that write-thread.ts starts: batches of writes come in, their outcomes go out, in order.
const db = openDatabase(workerData as DatabaseFile);
const commitAll = createGroupCommit(db);

parentPort?.on('message', (message: readonly Write[] | 'close') => {
  if (message !== 'close') return parentPort?.postMessage(commitAll(message));
  moveLogIntoFile(db);
  db.close();
  parentPort?.close();
});
