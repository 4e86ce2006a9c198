import { rememberingEvents } from '../../src/storage/event-memory';
import { userEvent } from '../dispatch/simulation';

describe('remembered events', () => {
  it('are read once, and forgotten when there are many; what is not there is asked for again', async () => {
    const read: string[] = [];
    const stored = new Set(Array.from({ length: 300 }, (_, i) => `e${i}`));
    const events = rememberingEvents({
      async get(id) {
        read.push(id);
        return stored.has(id) ? { event: userEvent(id), receivedAt: 1 } : undefined;
      },
    });
    for (let i = 0; i < 3; i++) expect((await events.get('e0'))?.event.id).toBe('e0');
    expect(read).toEqual(['e0']);
    for (let i = 1; i < 200; i++) await events.get(`e${i}`);
    await events.get('e0');
    expect(read.filter((id) => id === 'e0')).toHaveLength(2);
    expect(await events.get('late')).toBeUndefined();
    stored.add('late');
    expect((await events.get('late'))?.event.id).toBe('late');
  });
});
