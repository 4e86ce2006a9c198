import type { EventFilter, StoredEvent } from '@dinghub/core';
import type { Command } from 'commander';
import pc from 'picocolors';
import { collect } from '../api/collect';
import { UNREACHABLE } from '../api/failures';
import { type HubOptions, openHub, withHubOptions } from '../api/hub-options';
import { IS_APP_RIGHT, noSuchApp } from '../api/known-apps';
import { deliveriesOfEvent } from '../deliveries/rows';
import { type EventSource, viewOf } from '../events/event-source';
import { withEventSource } from '../events/open-source';
import { tail } from '../events/tail';
import { CliError } from '../failure';
import { counted } from '../format';
import { instant, wholeNumber } from '../options';
import { stopSignal } from '../stop-signal';
import { jsonLine, prettyJson, print, printable, printableLines, printError, table } from '../terminal';

interface FilterOptions extends HubOptions {
  readonly type?: string;
  readonly corp?: string;
  readonly app?: string;
  readonly subject?: string;
  readonly since?: number;
  readonly until?: number;
}

/** What a hub says when it, or its store, does not answer just now. */
const PASSING = [UNREACHABLE, 'store_unavailable', 'internal_error', 'not_dinghub'];
const NOTICE_EVERY_MS = 60_000;

/** `dinghub events list | show | tail | replay` */
export function addEventsCommand(program: Command): void {
  const events = program
    .command('events')
    .description('Look at the events that a hub has stored, and deliver them again')
    .addHelpText(
      'after',
      '\nWithout --endpoint, --token or --profile, list, show and tail read the file in the data folder when no hub runs there.',
    );
  const now = Date.now();

  withFilters(events.command('list').alias('ls').description('List events, newest first'), now)
    .option('--limit <number>', 'how many', wholeNumber('--limit', 1, 1000), 20)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .addHelpText(
      'after',
      '\nExamples:\n  $ dinghub events list --type bpms_instance_change --since 2h\n  $ dinghub events list --subject approval/<processInstanceId> --json',
    )
    .action(async (options: FilterOptions & { limit: number; cursor?: string }, command: Command) => {
      const { limit, cursor: from } = options;
      const page = await reading(options, command, (source) => {
        const read = (asked: { limit: number; cursor?: string }) => source.list(filterOf(options), asked);
        return collect(read, limit, { from, pageSize: source.pageSize });
      });
      if (options.json) return print(jsonLine({ ...page, items: page.items.map(viewOf) }));
      if (page.items.length === 0) return print(pc.dim(nothing(options)));
      print(table(['received', 'type', 'subject', 'corp', 'app', 'id'], page.items.map(rowOf)));
      if (page.cursor) print(pc.dim(`More: --cursor ${printable(page.cursor)}`));
    });

  withHubOptions(
    events.command('show <id>').description('Show one event whole, and its deliveries with every attempt'),
  ).action(async (id: string, options: HubOptions, command: Command) => {
    const { found, at } = await reading(options, command, async (source) => ({
      found: await source.get(id),
      at: source.now(),
    }));
    const { stored, deliveries } = found;
    if (options.json) return print(jsonLine({ ...viewOf(stored), deliveries }));
    print(prettyJson(viewOf(stored)));
    print();
    print(deliveries.length === 0 ? pc.dim('No deliveries.') : deliveriesOfEvent(deliveries, at));
  });

  withFilters(events.command('tail').description('Print events as they arrive; Ctrl-C ends it'), now)
    .option('-n, --lines <number>', 'start with so many earlier events', wholeNumber('--lines', 0, 1000), 10)
    .addHelpText('after', '\nExample:\n  $ dinghub events tail --type check_in --json | jq .event.data')
    .action((options: FilterOptions & { lines: number }, command: Command) => {
      const { lines, json } = options;
      const show = (stored: StoredEvent) => print(json ? jsonLine(viewOf(stored)) : rowOf(stored).join('  '));
      const signal = stopSignal();
      const filter = filterOf(options);
      return reading(options, command, (source) =>
        tail(source, { filter, lines, show, signal, onFailure: patience() }),
      );
    });

  withHubOptions(
    events
      .command('replay <id>')
      .description('Deliver an event again: to each subscription that wants it, or to one whatever its pattern'),
  )
    .option('--subscription <id>', 'only to this one')
    .action(async (id: string, options: HubOptions & { subscription?: string }) => {
      const done = await openHub(options).events.replay(id, options.subscription);
      if (options.json) return print(jsonLine(done));
      const { matched, replayed, pending } = done;
      if (matched === 0) return print(pc.yellow('No subscription wants it.'));
      const left =
        pending === 0 ? '' : `; ${counted(pending, 'delivery', 'deliveries')} pending already and left alone`;
      print(`${pc.green('replayed')} ${counted(replayed, 'delivery', 'deliveries')}${left}`);
    });
}

/** Of an app that there is not, as of one that has none, there are no events. */
function nothing({ app, ...options }: FilterOptions): string {
  const none = 'No events.';
  return app === undefined ? none : `${none} ${(noSuchApp(options, app, process.env) ?? IS_APP_RIGHT).en}`;
}

function withFilters(command: Command, now: number): Command {
  return withHubOptions(
    command
      .option('--type <type>', 'only this event type, e.g. user_add_org')
      .option('--corp <corpId>', 'only this organisation')
      .option('--app <name>', 'only this app')
      .option('--subject <subject>', 'only what happened to this, e.g. approval/<processInstanceId>')
      .option('--since <time>', 'ISO 8601 (UTC without a zone), or 90s, 15m, 2h, 7d ago', instant('--since', now))
      .option('--until <time>', 'likewise; exclusive', instant('--until', now)),
  );
}

function reading<T>(options: HubOptions, command: Command, use: (source: EventSource) => Promise<T>): Promise<T> {
  return withEventSource({ ...options, isDataGiven: command.getOptionValueSource('data') === 'cli' }, use);
}

/** A hub that is away for a while is waited for, and that is said once a minute. */
function patience(): (error: unknown) => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (!(error instanceof CliError) || !PASSING.includes(error.reason ?? '')) throw error;
    if (Date.now() - saidAt < NOTICE_EVERY_MS) return;
    saidAt = Date.now();
    printError(pc.yellow(`${printableLines(error.message)} Going on when it answers; Ctrl-C ends it.`));
  };
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
