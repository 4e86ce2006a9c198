import { type LogFields, type Logger, silentLogger } from '@dinghub/core';
import { createMemoryRecordStore } from '@dinghub/core/memory';
import { createDingTalk, type DingTalkOptions } from '../../src/dingtalk/index';
import { seededRandom } from '../dispatch/simulation';
import { createFakeDingTalk, SECRETS } from './fake-dingtalk';
import { createVirtualTime } from './virtual-time';

/** A logger that keeps what it is told, as text. */
export function keepingLogger(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (code: string, fields: LogFields = {}) => {
    lines.push(JSON.stringify({ code, ...fields }));
  };
  return { lines, debug: keep, info: keep, warn: keep, error: keep };
}

let instances = 0;

/** A store, a DingTalk, a clock, and clients that come and go. */
export function setUp() {
  const time = createVirtualTime();
  const store = createMemoryRecordStore();
  const fake = createFakeDingTalk(time.clock);
  const connect = (more: Partial<DingTalkOptions> = {}) =>
    createDingTalk({
      app: { name: 'default', ...SECRETS },
      http: fake.http,
      store,
      clock: time.clock,
      sleep: time.sleep,
      random: seededRandom(`instance ${instances++}`),
      logger: silentLogger,
      ...more,
    });
  const apis = () => fake.calls.map(({ api }) => api);
  return { time, store, fake, connect, apis };
}
