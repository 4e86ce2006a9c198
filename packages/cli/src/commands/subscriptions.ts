import { isatty } from 'node:tty';
import type { JsonObject } from '@dinghub/core';
import type { Command } from 'commander';
import pc from 'picocolors';
import { collect } from '../api/collect';
import type { ShownSubscription } from '../api/documents';
import { flagsOf, type HubOptions, openHub, withHubOptions } from '../api/hub-options';
import { confirm } from '../confirm';
import { EXIT_FAILED, usageError } from '../failure';
import { when } from '../format';
import { several } from '../options';
import { buildDocument, givenFlags } from '../subscriptions/build-document';
import { askForSubscription } from '../subscriptions/dialogue';
import { type DocumentOptions, withDocumentOptions } from '../subscriptions/document-options';
import { aboutOne } from '../subscriptions/failures';
import { secretAdvice, secretLine, subscriptionDetails, subscriptionTable, testSummary } from '../subscriptions/show';
import { jsonLine, print, printable } from '../terminal';
import { both, type Told, tellHere } from '../told';

const STDOUT = 1;
const STDIN = 0;

/** `dinghub subscriptions list | show | create | update | pause | resume | delete | rotate-secret | test` */
export function addSubscriptionsCommand(program: Command): void {
  const subscriptions = program
    .command('subscriptions')
    .alias('subs')
    .description('Who gets which events: register systems and look after them')
    .addHelpText(
      'after',
      '\nExamples:\n  $ dinghub subscriptions create --id crm --url https://crm.example.com/hook --type bpms_instance_change\n  $ dinghub subscriptions test crm\n  $ dinghub subscriptions list',
    );
  const on = (usage: string, description: string) =>
    withHubOptions(subscriptions.command(usage).description(description));
  const onOne = (verb: string, description: string) =>
    on(`${verb} <id>`, description).addHelpText('after', `\nExample:\n  $ dinghub subscriptions ${verb} crm`);

  on('list', 'List subscriptions, by id')
    .alias('ls')
    .addHelpText('after', '\nExample:\n  $ dinghub subscriptions list --profile prod')
    .action(async (options: HubOptions) => {
      const { items } = await collect(openHub(options).subscriptions.list, Number.POSITIVE_INFINITY);
      if (options.json) return print(jsonLine({ items }));
      print(items.length === 0 ? pc.dim(tellHere(NONE)) : subscriptionTable(items));
    });

  onOne('show', 'Show one subscription, its state and how its receiver is')
    .alias('get')
    .action(async (id: string, options: HubOptions) => {
      const shown = await aboutOne(id, options, () => openHub(options).subscriptions.get(id));
      print(options.json ? jsonLine(shown) : subscriptionDetails(shown));
    });

  withDocumentOptions(on('create', 'Register a system; on a terminal without flags it asks').alias('add'))
    .option('--id <id>', 'its name: letters, digits, - and _; else the hub makes one')
    .addHelpText(
      'after',
      `
The signing secret of a webhook is printed once, and never again.

Examples:
  $ dinghub subscriptions create --id crm --url https://crm.example.com/hook --type bpms_instance_change --type bpms_task_change
  $ dinghub subscriptions create --url https://hr.example.com/hook --pattern '{"type":[{"prefix":"user_"}]}' --rate 10/1s
  $ dinghub subscriptions create --id old --url https://old.example.com/callback --all \\
      --token-value env:OLD_TOKEN --aes-key @aes.key --owner-key dingxxxx
  $ dinghub subscriptions create --file subscription.json`,
    )
    .action(async (options: HubOptions & DocumentOptions & { id?: string }) => {
      const document = await newDocument(options);
      const { create } = openHub(options).subscriptions;
      const created = await aboutOne(String(document.id), options, () => create(document));
      if (options.json) return print(jsonLine(created));
      printChanged(both('created', '已创建'), created, options);
      if (created.secret === undefined) {
        print(`\n${tellHere(NEXT)}\n  npx dinghub subscriptions test ${printable(created.id)}${flagsOf(options)}`);
      }
    });

  withDocumentOptions(
    on('update <id>', 'Change what the flags say, or with --file put a new document in the place of the old one'),
  )
    .option('--remove-header <name>', 'do not send this header any more; may be repeated', several(String))
    .addHelpText(
      'after',
      '\nExamples:\n  $ dinghub subscriptions update crm --rate 5/1s --description ""\n  $ dinghub subscriptions show crm --json > crm.json; $EDITOR crm.json; dinghub subscriptions update crm --file crm.json',
    )
    .action(async (id: string, options: HubOptions & DocumentOptions) => {
      if (givenFlags(options).length === 0) throw usageError(tellHere(NOTHING_TO_CHANGE));
      const hub = openHub(options).subscriptions;
      const updated = await aboutOne(id, options, async () => {
        const before = options.file === undefined ? ((await hub.get(id)) as unknown as JsonObject) : undefined;
        return hub.put(id, buildDocument(options, before));
      });
      if (options.json) return print(jsonLine(updated));
      printChanged(both('updated', '已更新'), updated, options);
    });

  for (const [verb, done, description] of [
    ['pause', both('paused', '已暂停'), 'Hold deliveries back: they are opened and wait'],
    ['resume', both('resumed', '已恢复'), 'Let a paused or disabled subscription go on; what waited is due now'],
  ] as const) {
    onOne(verb, description).action(async (id: string, options: HubOptions) => {
      const shown = await aboutOne(id, options, () => openHub(options).subscriptions[verb](id));
      print(options.json ? jsonLine(shown) : doneLine(done, id));
    });
  }

  onOne('delete', 'Delete a subscription; what is pending is cancelled')
    .alias('rm')
    .option('-y, --yes', 'do not ask')
    .action(async (id: string, options: HubOptions & { yes?: boolean }) => {
      const hub = openHub(options).subscriptions;
      if (!options.yes) await confirm(tellHere(deletion(id)));
      await aboutOne(id, options, () => hub.remove(id));
      print(options.json ? jsonLine({ deleted: id }) : doneLine(both('deleted', '已删除'), id));
    });

  onOne('rotate-secret', 'Give a webhook a new signing secret; the old one stays valid for a day')
    .alias('rotate')
    .action(async (id: string, options: HubOptions) => {
      const rotated = await aboutOne(id, options, () => openHub(options).subscriptions.rotateSecret(id));
      if (options.json) return print(jsonLine({ id, ...rotated }));
      const { secret, previousValidUntil } = rotated;
      print(doneLine(both('rotated', '已轮换'), id));
      print(secretLine(secret, both('shown this once', '仅显示这一次')));
      if (previousValidUntil) print(tellHere(oldUntil(when(previousValidUntil))));
    });

  onOne('test', 'Make one attempt with a test event, and say what came of it; nothing is stored').action(
    async (id: string, options: HubOptions) => {
      const result = await aboutOne(id, options, () => openHub(options).subscriptions.test(id));
      if (!result.delivered) process.exitCode = EXIT_FAILED;
      print(options.json ? jsonLine(result) : testSummary(result));
    },
  );
}

async function newDocument(options: DocumentOptions & { id?: string; json?: boolean }): Promise<JsonObject> {
  const { id } = options;
  if (givenFlags(options).length > 0 || id !== undefined) {
    const document = buildDocument(options);
    return id === undefined ? document : { ...document, id };
  }
  if (options.json || !isatty(STDIN) || !isatty(STDOUT)) {
    throw usageError(tellHere(NOBODY_TO_ASK));
  }
  return askForSubscription();
}

function printChanged(done: Told, { id, secret, sink }: ShownSubscription, options: HubOptions): void {
  print(doneLine(done, id));
  if (secret !== undefined) print(secretAdvice(id, secret, sink.url, flagsOf(options)));
}

const doneLine = (done: Told, id: string) => `${pc.green(tellHere(done))} ${printable(id)}`;

const NONE = both(
  'No subscriptions. Make one: dinghub subscriptions create',
  '没有订阅。可用 dinghub subscriptions create 创建。',
);
const NEXT = both('Next:', '接下来：');
const NOTHING_TO_CHANGE = both(
  'What is to change?\n(dinghub subscriptions update --help says more)',
  '要修改什么？\n（详见 dinghub subscriptions update --help）',
);
const NOBODY_TO_ASK = both(
  'Say --url <url> and --type <type>, --pattern <pattern> or --all; or --file <path>.',
  '请指定 --url <url>，以及 --type <type>、--pattern <pattern> 或 --all；或用 --file <path>。',
);
const deletion = (id: string) =>
  both(`Delete the subscription ${id}, and cancel what is pending for it?`, `删除订阅 ${id}，并取消其等待中的投递？`);
const oldUntil = (time: string) =>
  both(`Requests are signed with the old one too until ${time}.`, `在 ${time} 之前，请求同时用旧密钥签名。`);
