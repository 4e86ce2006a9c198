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
import { counted, more } from '../format';
import { instant, wholeNumber } from '../options';
import { stopSignal } from '../stop-signal';
import { createLines, jsonLine, prettyJson, print, printable, printableLines, printError, table } from '../terminal';
import { both, headOf, type Told, tellHere } from '../told';

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
      `
Without --endpoint, --token or --profile, list, show and tail read the file in the data folder when no hub runs there.

Examples:
  $ dinghub events list --since 1h
  $ dinghub events tail --type check_in`,
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
      print(table(headOf(HEAD), page.items.map(rowOf)));
      if (page.cursor) print(more(page.cursor));
    });

  withHubOptions(
    events
      .command('show <id>')
      .description('Show one event whole, and its deliveries with every attempt')
      .addHelpText(
        'after',
        '\nExamples:\n  $ dinghub events show <id>\n  $ dinghub events show <id> --json | jq .event.data',
      ),
  ).action(async (id: string, options: HubOptions, command: Command) => {
    const { found, at } = await reading(options, command, async (source) => ({
      found: await source.get(id),
      at: source.now(),
    }));
    const { stored, deliveries } = found;
    if (options.json) return print(jsonLine({ ...viewOf(stored), deliveries }));
    print(prettyJson(viewOf(stored)));
    print();
    print(deliveries.length === 0 ? pc.dim(tellHere(NO_DELIVERIES)) : deliveriesOfEvent(deliveries, at));
  });

  withFilters(events.command('tail').description('Print events as they arrive; Ctrl-C ends it'), now)
    .option('-n, --lines <number>', 'start with so many earlier events', wholeNumber('--lines', 0, 1000), 10)
    .addHelpText('after', '\nExample:\n  $ dinghub events tail --type check_in --json | jq .event.data')
    .action((options: FilterOptions & { lines: number }, command: Command) => {
      const { lines, json } = options;
      const line = createLines();
      const show = (stored: StoredEvent) => print(json ? jsonLine(viewOf(stored)) : line(rowOf(stored)));
      const signal = stopSignal();
      const filter = filterOf(options);
      return reading(options, command, (source) =>
        tail(source, { filter, lines, show, onWaiting: () => waiting(json), signal, onFailure: patience() }),
      );
    });

  withHubOptions(
    events
      .command('replay <id>')
      .description('Deliver an event again: to each subscription that wants it, or to one whatever its pattern'),
  )
    .option('--subscription <id>', 'only to this one')
    .addHelpText(
      'after',
      `
Examples:
  $ dinghub events replay <id>
  $ dinghub events replay <id> --subscription crm    also where its pattern does not want it`,
    )
    .action(async (id: string, options: HubOptions & { subscription?: string }) => {
      const done = await openHub(options).events.replay(id, options.subscription);
      if (options.json) return print(jsonLine(done));
      const { matched, replayed, pending } = done;
      if (matched === 0) return print(pc.yellow(tellHere(NOT_WANTED)));
      print(`${tellHere(replayedTo(replayed))}${pending === 0 ? '' : tellHere(leftAlone(pending))}`);
    });
}

/** Of an app that there is not, as of one that has none, there are no events. */
function nothing({ app, ...options }: FilterOptions): string {
  if (app === undefined) return tellHere(NO_EVENTS);
  const { en, zh } = noSuchApp(options, app, process.env) ?? IS_APP_RIGHT;
  return tellHere(both(`${NO_EVENTS.en} ${en}`, `${NO_EVENTS.zh}${zh}`));
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

/** Says why nothing happens, to somebody who looks on. */
function waiting(json: boolean | undefined): void {
  if (!json && process.stdout.isTTY && process.stderr.isTTY) printError(pc.dim(tellHere(WAITING)));
}

/** A hub that is away for a while is waited for, and that is said once a minute. */
function patience(): (error: unknown) => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (!(error instanceof CliError) || !PASSING.includes(error.reason ?? '')) throw error;
    if (Date.now() - saidAt < NOTICE_EVERY_MS) return;
    saidAt = Date.now();
    printError(pc.yellow(tellHere(goingOn(printableLines(error.message)))));
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

const HEAD = both('received|type|subject|corp|app|id', '接收时间|类型|主题|组织|应用|ID');
const NO_EVENTS = both('No events.', '没有事件。');
const NO_DELIVERIES = both('No deliveries.', '没有投递。');
const NOT_WANTED = both('No subscription wants it.', '没有订阅匹配该事件。');
const WAITING = both('Waiting for events; Ctrl-C ends it.', '正在等待事件，按 Ctrl-C 结束。');
const goingOn = (why: string): Told =>
  both(`${why} Going on when it answers; Ctrl-C ends it.`, `${why}恢复应答后将继续，按 Ctrl-C 结束。`);
const deliveries = (count: number) => counted(count, 'delivery', 'deliveries');
const replayedTo = (count: number) =>
  both(`${pc.green('replayed')} ${deliveries(count)}`, `${pc.green('已重新投递')}到 ${count} 个订阅`);
const leftAlone = (count: number) =>
  both(`; ${deliveries(count)} pending already and left alone`, `；另有 ${count} 个投递仍为 pending，未作改动`);
