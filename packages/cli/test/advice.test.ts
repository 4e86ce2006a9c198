import { adviceOnAddress } from '../src/advice';

describe('what to do about an address that cannot be listened on', () => {
  const taken = (port: number) => Object.assign(new Error('taken'), { code: 'EADDRINUSE', syscall: 'listen', port });

  it.each([
    [8787, 8790],
    [8790, 8791],
  ])('names another port than the one that is taken: of %i it is %i', (port, other) => {
    for (const language of ['en', 'zh'] as const) {
      expect(adviceOnAddress(taken(port), language)).toMatch(new RegExp(`(Port|端口) ${port} `));
      expect(adviceOnAddress(taken(port), language)).toMatch(new RegExp(`npm start -- --port ${other}\\b`));
      expect(adviceOnAddress(taken(port), language)).not.toContain(`--port ${port})`);
    }
  });

  it('is nothing about any other failure', () => {
    expect(adviceOnAddress({ ...taken(1), syscall: 'connect' }, 'en')).toBeUndefined();
  });
});
