import { showProgress } from '../../src/simulation/progress-bar';
import { tellIn } from '../../src/told';

describe('a bar that is interrupted', () => {
  it('gives the terminal its line wrap back, and the process its signal', () => {
    const { isTTY } = process.stderr;
    let shown = '';
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      shown += String(text);
      return true;
    });
    const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
    process.stderr.isTTY = true;
    try {
      const bar = showProgress({ count: 5, tell: tellIn('en') });
      bar.done(false);
      expect(shown).toContain('\u001b[?7l');
      process.emit('SIGINT', 'SIGINT');
      expect(shown.lastIndexOf('\u001b[?7h')).toBeGreaterThan(shown.lastIndexOf('\u001b[?7l'));
      expect(kill.mock.calls).toEqual([[process.pid, 'SIGINT']]);
      expect(process.listenerCount('SIGINT')).toBe(0);
    } finally {
      process.stderr.isTTY = isTTY;
      write.mockRestore();
      kill.mockRestore();
    }
  });
});
