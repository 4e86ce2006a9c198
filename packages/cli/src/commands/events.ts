import type { EventFilter, StoredEvent } from '@dinghub/core';
import type { Command } from 'commander';
import pc from 'picocolors';
import { collect, viewOf, withEventLog } from '../event-log';
import { CliError } from '../failure';
import { instant, wholeNumber } from '../options';
import { tail } from '../tail';
import { jsonLine, print, printable, table } from '../terminal';

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
      const { data, limit, cursor } = options;
      const page = await withEventLog(data, (log) => collect(log, filterOf(options), limit, cursor));
      if (options.json) return print(jsonLine({ ...page, items: page.items.map(viewOf) }));
      if (page.items.length === 0) return print(pc.dim('No events.'));
      print(table(['received', 'type', 'subject', 'corp', 'app', 'id'], page.items.map(rowOf)));
      if (page.cursor) print(pc.dim(`More: --cursor ${page.cursor}`));
    });

  events
    .command('show <id>')
    .description('Show one event whole, as JSON: {"receivedAt", "event"}')
    .option('--data <folder>', 'the hub’s data folder', '.dinghub')
    .option('--json', 'print JSON on one line')
    .action(async (id: string, options: { data: string; json?: boolean }) => {
      const stored = await withEventLog(options.data, (log) => log.get(id));
      if (stored === undefined) throw new CliError(`There is no event with the id "${id}".`);
      print(options.json ? jsonLine(viewOf(stored)) : pretty(viewOf(stored)));
    });

  withFilters(events.command('tail').description('Print events as they arrive; Ctrl-C ends it'), now)
    .option('-n, --lines <number>', 'start with so many earlier events', wholeNumber('--lines', 0, 1000), 10)
    .addHelpText('after', '\nExample:\n  $ dinghub events tail --type check_in --json | jq .event.data')
    .action((options: FilterOptions & { lines: number }) => {
      const { data, lines, json } = options;
      const show = (stored: StoredEvent) => print(json ? jsonLine(viewOf(stored)) : rowOf(stored).join('  '));
      let stop = false;
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => {
          stop = true;
        });
      }
      return withEventLog(data, (log) => tail(log, { filter: filterOf(options), lines, show, stopped: () => stop }));
    });
}

function withFilters(command: Command, now: number): Command {
  return command
    .option('--type <type>', 'only this event type, e.g. user_add_org')
    .option('--corp <corpId>', 'only this organisation')
    .option('--app <name>', 'only this app')
    .option('--subject <subject>', 'only what happened to this, e.g. approval/<processInstanceId>')
    .option('--since <time>', 'ISO 8601 (UTC without a zone), or 90s, 15m, 2h, 7d ago', instant('--since', now))
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

function rowOf({ event, receivedAt }: StoredEvent): string[] {
  const when = new Date(receivedAt).toISOString().replace('T', ' ');
  const cells = [event.subject ?? '', event.corpid ?? '', event.app, event.id].map(printable);
  return [pc.dim(when), pc.green(printable(event.type)), ...cells];
}

/** Indented JSON; what JSON leaves unescaped and a terminal would obey is escaped. */
function pretty(value: object): string {
  return JSON.stringify(value, null, 2).split('\n').map(printable).join('\n');
}
