import type { Credentials } from '@dinghub/aliyun-adapter';
import type { Command } from 'commander';
import pc from 'picocolors';
import { CliError, EXIT_USAGE } from '../failure';
import { jsonLine, print } from '../terminal';

interface CreateTablesOptions {
  readonly endpoint?: string;
  readonly instance?: string;
  readonly table: string;
  readonly json?: boolean;
}

/** Creating a table takes its time. */
const LIMITS = { tryMs: 20_000, totalMs: 60_000 };

/** `dinghub tablestore` */
export function addTablestoreCommand(program: Command): void {
  program
    .command('tablestore')
    .description('Prepare Tablestore for dinghub on Function Compute')
    .command('create-tables')
    .description('Create the table and its indexes where they are missing; to be repeated at will')
    .option('--endpoint <url>', 'the public address of the instance; else TABLESTORE_ENDPOINT')
    .option('--instance <name>', 'the name of the instance; else TABLESTORE_INSTANCE')
    .option('--table <name>', 'the name of the table; else DINGHUB_TABLE', process.env.DINGHUB_TABLE || 'dinghub_dev')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Credentials come from ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and, for temporary ones,
ALIBABA_CLOUD_SECURITY_TOKEN. They need the rights ots:DescribeTable, ots:CreateTable and ots:CreateIndex.

Example:
  $ dinghub tablestore create-tables --instance dinghub --endpoint https://dinghub.cn-hangzhou.ots.aliyuncs.com`,
    )
    .action(async (options: CreateTablesOptions) => {
      const endpoint = addressOf(options.endpoint ?? process.env.TABLESTORE_ENDPOINT);
      const instance = required(options.instance ?? process.env.TABLESTORE_INSTANCE, '--instance');
      const credentials = credentialsFrom(process.env);
      // Only here: the package is large, and no other command needs it.
      const { createTablestoreClient, ensureTable } = await import('@dinghub/aliyun-adapter');
      const client = createTablestoreClient({
        endpoint,
        instance,
        credentials: () => credentials,
        clock: Date.now,
        limits: LIMITS,
      });
      const done = await ensureTable(client, options.table);
      if (options.json) return print(jsonLine({ name: options.table, ...done }));
      print(`${pc.green(done.table === 'created' ? 'created' : 'exists')} ${options.table}`);
      for (const index of done.addedIndexes) print(`${pc.green('created')} ${index}`);
      if (done.table === 'created') print('It takes up to a minute until the first row can be written.');
    });
}

function credentialsFrom(env: NodeJS.ProcessEnv): Credentials {
  const name = (part: string) => `ALIBABA_CLOUD_${part}`;
  const accessKeyId = required(env[name('ACCESS_KEY_ID')], name('ACCESS_KEY_ID'));
  const accessKeySecret = required(env[name('ACCESS_KEY_SECRET')], name('ACCESS_KEY_SECRET'));
  return { accessKeyId, accessKeySecret, securityToken: env[name('SECURITY_TOKEN')] };
}

function addressOf(text: string | undefined): string {
  const endpoint = required(text, '--endpoint');
  if (/^https?:\/\/[^/]+\/?$/.test(endpoint) && URL.canParse(endpoint)) return endpoint.replace(/\/$/, '');
  throw new CliError(`--endpoint must be a URL such as https://….ots.aliyuncs.com, not "${endpoint}".`, EXIT_USAGE);
}

function required(value: string | undefined, name: string): string {
  if (value) return value;
  throw new CliError(`${name} is missing. (dinghub tablestore create-tables --help says more)`, EXIT_USAGE);
}
