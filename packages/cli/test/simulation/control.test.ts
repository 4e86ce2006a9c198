import { CliError } from '../../src/failure';
import { createControl, portOf } from '../../src/simulation/dingtalk/control';
import { tellIn } from '../../src/told';

describe('the port of a simulated DingTalk', () => {
  it.each<[number | undefined, string | undefined, number]>([
    [9000, 'http://127.0.0.1:9001', 9000],
    [undefined, 'http://127.0.0.1:9001', 9001],
    [undefined, 'http://localhost:9001/', 9001],
    [undefined, undefined, 8789],
    [undefined, 'http://127.0.0.1', 8789],
    // Nothing is ever sent to another machine.
    [undefined, 'https://proxy.example:9001', 8789],
    [undefined, 'http://proxy.example:9001', 8789],
    [undefined, 'nonsense', 8789],
  ])('is, where %s is given and the endpoint is %s, %i', (given, endpoint, port) => {
    expect(portOf(given, endpoint)).toBe(port);
  });
});

describe('a command to a simulated DingTalk', () => {
  const answering = (status: number, text: string) =>
    createControl({
      port: 1,
      tell: tellIn('en'),
      send: async () => ({ kind: 'answer', status, headers: {}, text }),
    });

  it.each([
    [404, '{"error":"No such app."}', /^No such app\.$/],
    [503, '{"error":"256 pushes are in flight."}', /in flight/],
    [404, '{"errcode":404}', /no simulated DingTalk at http:\/\/127\.0\.0\.1:1\./],
    [200, '<html>', /no simulated DingTalk/],
  ])('fails with what is answered: %i %s', async (status, text, message) => {
    const failed = answering(status, text).push({});
    await expect(failed).rejects.toBeInstanceOf(CliError);
    await expect(failed).rejects.toThrow(message);
  });
});
