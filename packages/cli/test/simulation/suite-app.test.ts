import { writeFileSync } from 'node:fs';
import { appsFile } from '@dinghub/local-adapter/files';
import { temporaryFolder } from '@dinghub/testkit';
import { SIMULATED } from '../../src/simulation/dingtalk/identities';
import { appOfSuite, suiteAppAdvice } from '../../src/simulation/dingtalk/suite-app';

const PLACEHOLDER = 'suite4xxxxxxxxxxxxxxx';
const KEYS = `--owner-key ${PLACEHOLDER} --owner-key suite-simulated --app-key suite-simulated`;

describe('the hub’s app that a simulated third-party app pushes to', () => {
  const data = temporaryFolder('suite-app', afterAll);
  const advice = (app: object, secret: string = SIMULATED.suiteSecret) => {
    writeFileSync(appsFile(data), JSON.stringify([{ token: 'atokenofours', aesKey: 'a'.repeat(43), ...app }]));
    const suite = { appKey: SIMULATED.suiteKey, appSecret: secret, corpId: SIMULATED.corpId };
    return suiteAppAdvice(suite, { data }, {});
  };

  it('needs both owner keys, else the command is said that adds an app with them', () => {
    const told = advice({ name: 'default', ownerKeys: [SIMULATED.corpId, SIMULATED.appKey] });
    expect(told?.en).toContain(`"default" does not accept ${PLACEHOLDER}, suite-simulated yet`);
    expect(told?.en).toContain(
      `\`dinghub app add --name suite ${KEYS} --app-secret ${SIMULATED.suiteSecret} --data ${data}\`, restart the hub, and here --suite --app suite.`,
    );
    expect(told?.zh).toMatch(/尚未接受 suite4x+, suite-simulated：.*请运行 `dinghub app add/);
  });

  it('that is of a suite already is changed', () => {
    const told = advice({ name: 'isv', ownerKeys: [PLACEHOLDER] });
    expect(told?.en).toMatch(/"isv" does not accept suite-simulated yet.*`dinghub app set isv --owner-key/);
    expect(told?.en).not.toMatch(/--suite --app/);
  });

  it('that learns its owner key would keep the invented one', () => {
    const told = advice({ name: 'default', ownerKeys: ['dinghub-simulator'], learnOwnerKey: true });
    expect(told?.en).toMatch(/keeps the first owner key that comes.*dinghub app add --name suite/);
    expect(told?.zh).toMatch(/会记住最先到达的 owner key/);
  });

  it('is nothing to talk about where it accepts both, or is not known', () => {
    expect(advice({ name: 'suite', ownerKeys: [PLACEHOLDER, SIMULATED.suiteKey] })).toBeUndefined();
    writeFileSync(appsFile(data), '{');
    const suite = { appKey: 'suiteabc', appSecret: 's', corpId: 'c' };
    expect(suiteAppAdvice(suite, { data }, {})).toBeUndefined();
  });

  it('is named where it is known, by its appKey', () => {
    const app = { token: 'atokenofours', aesKey: 'a'.repeat(43), ownerKeys: [SIMULATED.suiteKey] };
    writeFileSync(
      appsFile(data),
      JSON.stringify([
        { name: 'default', ...app },
        { name: 'isv', ...app, appKey: SIMULATED.suiteKey, appSecret: 's' },
      ]),
    );
    expect(appOfSuite(SIMULATED.suiteKey, data, {})).toBe('isv');
    expect(appOfSuite('suiteother', data, {})).toBeUndefined();
    expect(appOfSuite(SIMULATED.suiteKey, '/nonexistent/data', {})).toBeUndefined();
  });

  it('is never told a secret that somebody brought along', () => {
    const told = advice({ name: 'default', ownerKeys: ['dingabc'] }, 'a-real-secret');
    expect(told?.en).toContain('--app-secret @secret.txt');
    expect(JSON.stringify(told)).not.toContain('a-real-secret');
  });
});
