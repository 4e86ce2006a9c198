import type { Credentials } from '@dinghub/aliyun-adapter';
import type { Command } from 'commander';
import pc from 'picocolors';
import { usageError } from '../failure';
import { jsonLine, print } from '../terminal';
import { both, tellHere } from '../told';

interface CreateTablesOptions {
  readonly endpoint?: string;
  readonly instance?: string;
  readonly table: string;
  readonly json?: boolean;
}

/** Creating a table takes its time. */
const LIMITS = { tryMs: 20_000, totalMs: 60_000 };

const EXAMPLE =
  '\nExample:\n  $ dinghub tablestore create-tables --instance dinghub --endpoint https://dinghub.cn-hangzhou.ots.aliyuncs.com';

/** `dinghub tablestore` */
export function addTablestoreCommand(program: Command): void {
  program
    .command('tablestore')
    .description('Prepare Tablestore for dinghub on Function Compute')
    .addHelpText('after', EXAMPLE)
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
${EXAMPLE}`,
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
      print(`${pc.green(tellHere(done.table === 'created' ? CREATED : EXISTS))} ${options.table}`);
      for (const index of done.addedIndexes) print(`${pc.green(tellHere(CREATED))} ${index}`);
      if (done.table === 'created') print(tellHere(WAIT));
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
  throw usageError(tellHere(NO_ADDRESS(endpoint)));
}

function required(value: string | undefined, name: string): string {
  if (value) return value;
  throw usageError(tellHere(MISSING(name)));
}

const CREATED = both('created', '已创建');
const EXISTS = both('exists', '已存在');
const WAIT = both('It takes up to a minute until the first row can be written.', '最多一分钟后才能写入第一行数据。');
const NO_ADDRESS = (endpoint: string) =>
  both(
    `--endpoint must be a URL such as https://….ots.aliyuncs.com, not "${endpoint}".`,
    `--endpoint 必须是 URL，例如 https://….ots.aliyuncs.com，而不是“${endpoint}”。`,
  );
const MISSING = (name: string) =>
  both(
    `${name} is missing.\n(dinghub tablestore create-tables --help says more)`,
    `缺少 ${name}。\n（详见 dinghub tablestore create-tables --help）`,
  );
