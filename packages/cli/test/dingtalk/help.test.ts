import { dinghub } from '../command';

describe('--help shows how it is called', () => {
  it.each(
    [
      ['dingtalk', 'register', 'status', 'unregister', 'reconcile'],
      ['app', 'list', 'add', 'set', 'remove'],
      ['suite', 'add', 'rows', 'organisations'],
      ['simulate', 'check-url', 'event', 'server'],
      [
        'simulate dingtalk',
        ...['push', 'status', 'fault', 'check-suite-url', 'suite-ticket', 'authorise', 'relieve', 'sync'],
      ],
      ['doctor'],
    ].map(([group = '', ...commands]) => [group, commands] as const),
  )('%s %j', async (group, commands) => {
    for (const command of [group, ...commands.map((one) => `${group} ${one}`)]) {
      const { out } = await dinghub([...command.split(' '), '--help']);
      expect(out).toMatch(new RegExp(`\nExamples?\\b.*:\n {2}\\$ dinghub ${command}\\b`));
    }
  });
});
