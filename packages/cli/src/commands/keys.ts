import { randomText } from '@dinghub/local-adapter/files';
import type { Command } from 'commander';
import { columns, jsonLine, print } from '../terminal';

const EXAMPLE = '\nExample:\n  $ dinghub keys generate';

/** `dinghub keys generate` */
export function addKeysCommand(program: Command): void {
  program
    .command('keys')
    .description('Make credentials for a DingTalk app')
    .addHelpText('after', EXAMPLE)
    .command('generate')
    .description('Print a new random token (32 letters and digits) and AES key (43)')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLE)
    .action((options: { json?: boolean }) => {
      const keys = { token: randomText(32), aesKey: randomText(43) };
      print(
        options.json
          ? jsonLine(keys)
          : columns([
              ['token', keys.token],
              ['aes_key', keys.aesKey],
            ]),
      );
    });
}
