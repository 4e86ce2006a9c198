import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { listenLocally } from '@dinghub/testkit';

/** SSM on a socket. */
export interface Ssm {
  readonly endpoint: string;
  readonly calls: () => number;
  close(): Promise<void>;
}

/** Starts an SSM that answers GetParameters with these values, decrypted, to requests that are signed. */
export async function startSsm(values: Readonly<Record<string, string>>): Promise<Ssm> {
  let calls = 0;
  const server = createServer(async (request, response) => {
    const { Names = [], WithDecryption } = (await json(request)) as { Names?: string[]; WithDecryption?: boolean };
    calls++;
    const signed = /^AWS4-HMAC-SHA256 Credential=test\/\d+\/us-east-1\/ssm\/aws4_request/.test(
      request.headers.authorization ?? '',
    );
    const known = signed && WithDecryption === true && request.headers['x-amz-target'] === 'AmazonSSM.GetParameters';
    response.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    const Parameters = Names.map((Name) => ({ Name, Value: values[Name] })).filter(({ Value }) => Value !== undefined);
    const InvalidParameters = Names.filter((name) => values[name] === undefined);
    response.end(JSON.stringify({ Parameters, InvalidParameters }));
  });
  const { url, close } = await listenLocally(server);
  return { endpoint: url, calls: () => calls, close };
}
