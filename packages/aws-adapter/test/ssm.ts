import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** SSM on a socket. */
export interface Ssm {
  readonly endpoint: string;
  readonly calls: () => number;
  close(): void;
}

/** Starts an SSM that answers GetParameters with these values, decrypted, to requests that are signed. */
export async function startSsm(values: Readonly<Record<string, string>>): Promise<Ssm> {
  let calls = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    calls++;
    const { Names = [], WithDecryption } = JSON.parse(Buffer.concat(chunks).toString()) as {
      Names?: string[];
      WithDecryption?: boolean;
    };
    const signed = /^AWS4-HMAC-SHA256 Credential=test\/\d+\/us-east-1\/ssm\/aws4_request/.test(
      request.headers.authorization ?? '',
    );
    const known = signed && WithDecryption === true && request.headers['x-amz-target'] === 'AmazonSSM.GetParameters';
    response.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    const Parameters = Names.map((Name) => ({ Name, Value: values[Name] })).filter(({ Value }) => Value !== undefined);
    const InvalidParameters = Names.filter((name) => values[name] === undefined);
    response.end(JSON.stringify({ Parameters, InvalidParameters }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
