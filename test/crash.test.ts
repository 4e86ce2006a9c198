import { once } from 'node:events';
import { freePort, temporaryFolder } from '@dinghub/testkit';
import { sendEvent, startHubProcess, storedIds } from './hub-process';

describe('a hub that is killed under load', () => {
  const data = temporaryFolder('crash', afterAll);

  it('has every acknowledged event exactly once after kill -9 and a restart', async () => {
    const port = await freePort();
    const acknowledged = new Set<string>();
    let next = 0;
    for (let round = 0; round < 2; round++) {
      const hub = await startHubProcess(data, port);
      const killAt = acknowledged.size + 150;
      const client = async () => {
        while (hub.exitCode === null && hub.signalCode === null) {
          const eventId = `crash-${next++}`;
          const status = await sendEvent(port, { EventType: 'check_in', eventId }).catch(() => 0);
          if (status === 200) acknowledged.add(eventId);
          if (acknowledged.size >= killAt) hub.kill('SIGKILL');
        }
      };
      const ended = once(hub, 'exit');
      await Promise.all(Array.from({ length: 16 }, client));
      await ended;
    }

    const hub = await startHubProcess(data, port);
    const ids = await storedIds(data);
    const missing = [...acknowledged].filter((id) => !ids.includes(id));
    const again = await sendEvent(port, { EventType: 'check_in', eventId: 'crash-0' });
    hub.kill('SIGTERM');
    await once(hub, 'exit');
    expect(acknowledged.size).toBeGreaterThanOrEqual(300);
    expect(missing).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(again).toBe(200);
  });
});
