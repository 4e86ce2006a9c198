import type { DeliveryFilter, DeliveryState } from '@dinghub/core/dispatch';
import type { Command } from 'commander';
import pc from 'picocolors';
import { collect } from '../api/collect';
import { type HubOptions, openHub, withHubOptions } from '../api/hub-options';
import { deliveryDetails, deliveryTable } from '../deliveries/rows';
import { CliError } from '../failure';
import { more } from '../format';
import { instant, oneOf, wholeNumber } from '../options';
import { jsonLine, print } from '../terminal';
import { both, type Told, tellHere } from '../told';

const STATES = ['pending', 'delivered', 'dead', 'cancelled'] as const satisfies readonly DeliveryState[];

/** With every attempt kept, a delivery can have 50 KB, and a function's answer 6 MB. */
const PAGE = 100;

interface ListOptions extends HubOptions, DeliveryFilter {
  readonly limit: number;
  readonly cursor?: string;
}

/** `dinghub deliveries list | show | retry` */
export function addDeliveriesCommand(program: Command): void {
  const deliveries = program
    .command('deliveries')
    .description('What became of events: one delivery for each that wants it')
    .addHelpText(
      'after',
      '\nExamples:\n  $ dinghub deliveries list --state dead\n  $ dinghub deliveries retry <eventId> crm',
    );
  const now = Date.now();

  withHubOptions(deliveries.command('list').alias('ls').description('List deliveries, newest first'))
    .option('--subscription <id>', 'only of this subscription')
    .option('--state <state>', `only ${STATES.join(', ')}`, oneOf('--state', STATES))
    .option(
      '--since <time>',
      'made since: ISO 8601 (UTC without a zone), or 90s, 15m, 2h, 7d ago',
      instant('--since', now),
    )
    .option('--until <time>', 'likewise; exclusive', instant('--until', now))
    .option('--limit <number>', 'how many', wholeNumber('--limit', 1, 1000), 20)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .addHelpText('after', '\nExample:\n  $ dinghub deliveries list --subscription crm --state dead --since 1d')
    .action(async (options: ListOptions) => {
      const { limit, cursor: from, subscription, state, since, until, json } = options;
      const hub = openHub(options);
      const given = Object.entries({ subscription, state, since, until }).filter(([, value]) => value !== undefined);
      const filter = Object.fromEntries(given) as DeliveryFilter;
      const page = await collect((asked) => hub.deliveries.list(filter, asked), limit, {
        from,
        pageSize: PAGE,
      });
      if (json) return print(jsonLine(page));
      if (page.items.length === 0) return print(pc.dim(tellHere(NONE)));
      print(deliveryTable(page.items, hub.now()));
      if (page.cursor) print(more(page.cursor));
    });

  withHubOptions(
    deliveries
      .command('show <eventId> <subscriptionId>')
      .description('Show one delivery with every attempt')
      .addHelpText('after', '\nExample:\n  $ dinghub deliveries show <eventId> crm'),
  ).action(async (eventId: string, subscriptionId: string, options: HubOptions) => {
    const hub = openHub(options);
    const { deliveries: all } = await hub.events.get(eventId);
    const found = all.find((one) => one.subscriptionId === subscriptionId);
    if (found === undefined) {
      const others = all.map((one) => one.subscriptionId);
      throw new CliError(tellHere(noDelivery(subscriptionId, others)));
    }
    print(options.json ? jsonLine(found) : deliveryDetails(found, hub.now()));
  });

  withHubOptions(
    deliveries
      .command('retry <eventId> <subscriptionId>')
      .description('Make a delivery anew, whatever became of it; one that is pending is left alone')
      .addHelpText('after', '\nExample:\n  $ dinghub deliveries retry <eventId> crm'),
  ).action(async (eventId: string, subscriptionId: string, options: HubOptions) => {
    const outcome = await openHub(options).deliveries.retry(eventId, subscriptionId);
    if (options.json) return print(jsonLine({ outcome }));
    print(outcome === 'opened' ? tellHere(OPENED) : pc.yellow(tellHere(LEFT_ALONE)));
  });
}

const NONE = both('No deliveries.', '没有投递。');
const OPENED = both(`${pc.green('opened')} and due now`, `${pc.green('已重新发起')}，即将发送`);
const LEFT_ALONE = both('pending already: left alone', '该投递仍为 pending，未作改动');

function noDelivery(id: string, others: readonly string[]): Told {
  if (others.length === 0) {
    return both(`The event has no delivery for "${id}"; it has none.`, `该事件没有到“${id}”的投递，也没有其他投递。`);
  }
  return both(
    `The event has no delivery for "${id}"; it has those for: ${others.join(', ')}.`,
    `该事件没有到“${id}”的投递；已有投递的订阅：${others.join('、')}。`,
  );
}
