import type { Command } from 'commander';
import pc from 'picocolors';
import { collect } from '../api/collect';
import type { ShownOrganisation, ShownPage, ShownRow } from '../api/documents';
import { type HubOptions, openHub, withHubOptions } from '../api/hub-options';
import { IS_APP_RIGHT, noSuchApp } from '../api/known-apps';
import { CliError } from '../failure';
import { beginning, coloured, more, when } from '../format';
import { wholeNumber } from '../options';
import { jsonLine, print, printable, table } from '../terminal';
import { both, headOf, type Told, tellHere } from '../told';

interface SuiteOptions extends HubOptions {
  readonly app: string;
}

interface ListOptions extends SuiteOptions {
  readonly limit: number;
  readonly cursor?: string;
}

const PAGE = 100;
const DATA_LENGTH = 80;

/** `dinghub suite ticket | organisations | add | remove | rows`: what DingTalk last said about a third-party app. */
export function addSuiteCommand(program: Command): void {
  const suite = program
    .command('suite')
    .description('What DingTalk last said about a third-party app: its ticket, who authorised it, SyncHTTP rows')
    .addHelpText(
      'after',
      '\nExamples:\n  $ dinghub suite ticket --app suite --show\n  $ dinghub suite rows dingxxxx --app suite --biz-type 13',
    );

  ofApp(suite.command('ticket').description('The newest suite_ticket; shown only with --show or --json'))
    .option('--show', 'print the ticket itself: it is a secret')
    .addHelpText('after', '\nExample:\n  $ dinghub suite ticket --app suite --show')
    .action(async (options: SuiteOptions & { readonly show?: boolean }) => {
      const ticket = await orWhy(options, NO_TICKET, () => openHub(options).suites.ticket(options.app));
      if (options.json) return print(jsonLine(ticket));
      if (options.show) return print(printable(ticket.suiteTicket));
      const at = when(ticket.at);
      print(
        tellHere(both(`There is one, of ${at}. --show prints it.`, `已收到，时间为 ${at}。加上 --show 可显示其内容。`)),
      );
    });

  listing(ofApp(suite.command('organisations').description('Who authorised the app, and who took it back')))
    .addHelpText('after', '\nExample:\n  $ dinghub suite organisations --app suite --limit 20')
    .action(async (options: ListOptions) => {
      const { organisations } = openHub(options).suites;
      const page = await collect((asked) => organisations(options.app, asked), options.limit, asked(options));
      show(page, options, NO_ORGANISATIONS, organisationsTable);
    });

  ofApp(
    suite
      .command('add <corpId>')
      .description(
        'Name an organisation that authorised the app where the hub could not hear of it: before it was there, or while it was away',
      ),
  )
    .addHelpText('after', '\nExample:\n  $ dinghub suite add dingxxxx --app suite')
    .action(async (corpId: string, options: SuiteOptions) => {
      checkApp(options);
      await openHub(options).suites.add(options.app, corpId);
      said(options, corpId, ADDED);
    });

  ofApp(
    suite.command('remove <corpId>').description('Forget an organisation, until DingTalk says something about it'),
  ).action(async (corpId: string, options: SuiteOptions) => {
    await orWhy(options, NOT_KNOWN, () => openHub(options).suites.remove(options.app, corpId));
    said(options, corpId, REMOVED);
  });

  listing(ofApp(suite.command('rows <corpId>').description('The newest SyncHTTP rows of an organisation')))
    .option(
      '--biz-type <number>',
      'only of this biz_type: 13 users, 14 departments…',
      wholeNumber('--biz-type', 0, 1e6),
    )
    .addHelpText('after', '\nExample:\n  $ dinghub suite rows dingxxxx --app suite --biz-type 13 --json')
    .action(async (corpId: string, options: ListOptions & { readonly bizType?: number }) => {
      const { rows } = openHub(options).suites;
      const { app, bizType, limit } = options;
      const page = await collect((asked) => rows(app, corpId, bizType, asked), limit, asked(options));
      show(page, options, NO_ROWS, rowsTable);
    });
}

function said({ app, json }: SuiteOptions, corpId: string, done: Told): void {
  print(json ? jsonLine({ app, corpId }) : `${pc.green(tellHere(done))} ${printable(corpId)}`);
}

/** @throws CliError where the hub is known to have no such app */
function checkApp(options: SuiteOptions): void {
  const says = noSuchApp(options, options.app, process.env);
  if (says !== undefined) throw new CliError(tellHere(says), undefined, 'no_such_app');
}

/** What a call gives; where there is no such thing, whether that is for want of the app. @throws CliError */
async function orWhy<T>(options: SuiteOptions, none: Told, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof CliError) || error.reason !== 'not_found') throw error;
    checkApp(options);
    throw new CliError(tellHere(withDoubt(none)), undefined, error.reason);
  }
}

function ofApp(command: Command): Command {
  return withHubOptions(command).option('--app <name>', 'the app’s name in the hub', 'default');
}

function listing(command: Command): Command {
  return command
    .option('--limit <number>', 'how many', wholeNumber('--limit', 1, 10_000), 100)
    .option('--cursor <cursor>', 'go on where an earlier list ended');
}

const asked = ({ cursor: from }: ListOptions) => ({ from, pageSize: PAGE });

function show<T>(page: ShownPage<T>, options: ListOptions, none: Told, tableOf: (items: readonly T[]) => string): void {
  const isEmpty = page.items.length === 0;
  if (isEmpty) checkApp(options);
  if (options.json) {
    print(jsonLine(page));
    return;
  }
  print(isEmpty ? pc.dim(tellHere(withDoubt(none))) : tableOf(page.items));
  if (page.cursor) print(more(page.cursor));
}

function organisationsTable(items: readonly ShownOrganisation[]): string {
  const rows = items.map(({ corpId, state, at = '', eventType = '', eventId = '' }) => [
    ...[printable(corpId), coloured(state), when(at)],
    ...[eventType, eventId].map(printable),
  ]);
  return table(headOf(ORGANISATION_HEAD), rows);
}

function rowsTable(items: readonly ShownRow[]): string {
  const rows = items.map(({ bizType, bizId, modifiedAt, eventType, row }) => [
    ...[String(bizType), printable(bizId), when(modifiedAt), printable(eventType)],
    beginning(typeof row.biz_data === 'string' ? row.biz_data : JSON.stringify(row.biz_data), DATA_LENGTH),
  ]);
  return table(headOf(ROW_HEAD), rows);
}

const ADDED = both('known', '已记录');
const REMOVED = both('forgotten', '已移除');
const ORGANISATION_HEAD = both('corpId|state|since|said by|event', 'corpId|状态|时间|来源|事件');
const ROW_HEAD = both('biz_type|biz_id|modified|type|biz_data', 'biz_type|biz_id|修改时间|类型|biz_data');
const NO_ORGANISATIONS = both(
  'No organisations: none has authorised this app since the hub receives its events.',
  '没有组织：自接收事件以来，尚无组织授权该应用。',
);
const NO_ROWS = both('No rows.', '没有数据行。');
const NO_TICKET = both('No suite_ticket has come yet.', '尚未收到 suite_ticket。');
const NOT_KNOWN = both('No such organisation is known.', '没有这个组织的记录。');
const withDoubt = ({ en, zh }: Told): Told => both(`${en} ${IS_APP_RIGHT.en}`, `${zh}${IS_APP_RIGHT.zh}`);
