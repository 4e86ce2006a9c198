import { existsSync } from 'node:fs';
import { createEventLog, type EventFilter, type EventLog, type Page, type StoredEvent } from '@dinghub/core';
import { createSqliteRecordStore, databaseFile } from '@dinghub/local-adapter';
import type { Command } from 'commander';
import pc from 'picocolors';
import { CliError } from '../failure';
import { instant, wholeNumber } from '../options';
import { print, printable, table } from '../terminal';

interface FilterOptions {
  readonly data: string;
  readonly type?: string;
  readonly corp?: string;
  readonly app?: string;
  readonly subject?: string;
  readonly since?: number;
  readonly until?: number;
  readonly json?: boolean;
}

/** How often `tail` looks, and how far back: long enough to see what a slower writer committed late. */
const TAIL_EVERY_MS = 500;
const TAIL_OVERLAP_MS = 10_000;

/** How far back a listing without --since may reach. */
const LONGEST_RETENTION_DAYS = 3650;

/** `dinghub events list | show | tail` */
export function addEventsCommand(program: Command): void {
  const events = program.command('events').description('Look at the events that a local hub has stored');
  const now = Date.now();

  withFilters(events.command('list').description('List events, newest first'), now)
    .option('--limit <number>', 'how many', wholeNumber('--limit', 1, 1000), 20)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .addHelpText(
      'after',
      '\nExamples:\n  $ dinghub events list --type bpms_instance_change --since 2h\n  $ dinghub events list --subject approval/<processInstanceId> --json',
    )
    .action(async (options: FilterOptions & { limit: number; cursor?: string }) => {
      const page = await withLog(options.data, (log) => collect(log, filterOf(options), options.limit, options.cursor));
      if (options.json) return print(JSON.stringify(page));
      if (page.items.length === 0) return print(pc.dim('No events.'));
      print(table(['received', 'type', 'subject', 'corp', 'app', 'id'], page.items.map(rowOf)));
      if (page.cursor) print(pc.dim(`More: --cursor ${page.cursor}`));
    });

  events
    .command('show <id>')
    .description('Show one event whole, as JSON')
    .option('--data <folder>', 'the hub’s data folder', '.dinghub')
    .option('--json', 'print JSON on one line')
    .action(async (id: string, options: { data: string; json?: boolean }) => {
      const stored = await withLog(options.data, (log) => log.get(id));
      if (stored === undefined) throw new CliError(`There is no event with the id "${id}".`);
      print(options.json ? JSON.stringify(stored) : pretty(stored));
    });

  withFilters(events.command('tail').description('Print events as they arrive; Ctrl-C ends it'), now)
    .option('-n, --lines <number>', 'start with so many earlier events', wholeNumber('--lines', 0, 1000), 10)
    .addHelpText('after', '\nExample:\n  $ dinghub events tail --type check_in --json | jq .event.data')
    .action((options: FilterOptions & { lines: number }) => withLog(options.data, (log) => tail(log, options)));
}

function withFilters(command: Command, now: number): Command {
  return command
    .option('--type <type>', 'only this event type, e.g. user_add_org')
    .option('--corp <corpId>', 'only this organisation')
    .option('--app <name>', 'only this app')
    .option('--subject <subject>', 'only what happened to this, e.g. approval/<processInstanceId>')
    .option('--since <time>', 'ISO 8601, or 90s, 15m, 2h, 7d ago', instant('--since', now))
    .option('--until <time>', 'likewise; exclusive', instant('--until', now))
    .option('--data <folder>', 'the hub’s data folder', '.dinghub')
    .option('--json', 'print JSON');
}

function filterOf({ type, corp, app, subject, since, until }: FilterOptions): EventFilter {
  const given = Object.entries({ type, corpid: corp, app, subject, since, until }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(given) as EventFilter;
}

async function withLog<T>(data: string, use: (log: EventLog) => Promise<T>): Promise<T> {
  const path = databaseFile(data);
  if (!existsSync(path)) {
    throw new CliError(
      `There is no hub in ${data}. Start one with \`dinghub start --data ${data}\`, or name another with --data.`,
    );
  }
  const store = createSqliteRecordStore({ path });
  try {
    return await use(createEventLog({ store, clock: Date.now, retentionDays: LONGEST_RETENTION_DAYS }));
  } finally {
    await store.close();
  }
}

/** A full page: goes on through the short pages that a filter leaves. */
async function collect(log: EventLog, filter: EventFilter, limit: number, from?: string): Promise<Page<StoredEvent>> {
  const items: StoredEvent[] = [];
  let cursor = from;
  do {
    const page = await log.list(filter, { limit: limit - items.length, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined && items.length < limit);
  return { items, ...(cursor === undefined ? {} : { cursor }) };
}

async function tail(log: EventLog, options: FilterOptions & { lines: number }): Promise<void> {
  const filter = filterOf(options);
  const show = (stored: StoredEvent) => print(options.json ? JSON.stringify(stored) : rowOf(stored).join('  '));
  const startedAt = Date.now();
  const seen = new Map<string, number>();
  const { since: _, ...rest } = filter;
  // What lies in the overlap already counts as seen, whether it is shown or not.
  const recent = await collect(log, { ...rest, since: startedAt - TAIL_OVERLAP_MS }, Number.MAX_SAFE_INTEGER);
  for (const { event, receivedAt } of recent.items) seen.set(event.id, receivedAt);
  if (options.lines > 0)
    for (const stored of [...(await collect(log, filter, options.lines)).items].reverse()) show(stored);
  let stopped = false;
  process.once('SIGINT', () => {
    stopped = true;
  });
  process.once('SIGTERM', () => {
    stopped = true;
  });
  let newest = Math.max(startedAt, ...seen.values());
  while (!stopped) {
    const since = newest - TAIL_OVERLAP_MS;
    const fresh = (await collect(log, { ...rest, since }, Number.MAX_SAFE_INTEGER)).items;
    for (const stored of [...fresh].reverse()) {
      if (!seen.has(stored.event.id)) show(stored);
      seen.set(stored.event.id, stored.receivedAt);
      newest = Math.max(newest, stored.receivedAt);
    }
    for (const [id, at] of seen) if (at < since) seen.delete(id);
    await new Promise((resolve) => setTimeout(resolve, TAIL_EVERY_MS));
  }
}

function rowOf({ event, receivedAt }: StoredEvent): string[] {
  const when = new Date(receivedAt).toISOString().replace('T', ' ').replace('Z', '');
  const cells = [event.subject ?? '', event.corpid ?? '', event.app, event.id].map(printable);
  return [pc.dim(when), pc.green(printable(event.type)), ...cells];
}

/** Indented JSON; what JSON leaves unescaped and a terminal would obey is escaped. */
function pretty(stored: StoredEvent): string {
  const received = new Date(stored.receivedAt).toISOString();
  return JSON.stringify({ receivedAt: received, ...stored.event }, null, 2)
    .split('\n')
    .map(printable)
    .join('\n');
}
