import { connect } from '../api/hub-options';
import { resolveTarget, type TargetOptions } from '../api/target';
import { createApiSource } from './api-source';
import type { EventSource } from './event-source';
import { withFileSource } from './file-source';

/**
 * Reads events from the hub that the options or the environment name. When nobody names one, from the hub on this machine, if it
 * runs and is the one of the data folder: it knows the folder's token. Else from the folder's file.
 * @param options.isDataGiven whether the folder was named on the command line
 */
export async function withEventSource<T>(
  options: TargetOptions & { readonly isDataGiven: boolean },
  use: (source: EventSource) => Promise<T>,
): Promise<T> {
  const target = resolveTarget(options, process.env);
  if (target.isNamed) return use(createApiSource(connect(target)));
  const isTheFolders = target.isFolders || (target.token !== undefined && !options.isDataGiven);
  if (isTheFolders) {
    const hub = connect(target);
    const answers = await hub.subscriptions.list({ limit: 1 }).then(
      () => true,
      () => false,
    );
    if (answers) return use(createApiSource(hub));
  }
  return withFileSource(options.data, use);
}
