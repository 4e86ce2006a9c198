import { request } from 'node:http';
import { type EdgeRequest, type EdgeResponse, edgeContract } from '@dinghub/testkit';
import { startServer } from '../src/server';

function send(url: string, { method, path, query, headers, body }: EdgeRequest): Promise<EdgeResponse> {
  return new Promise((resolve, reject) => {
    const target = new URL(url);
    const options = {
      host: target.hostname,
      port: target.port,
      path: query ? `${path}?${query}` : path,
      method,
      headers,
      agent: false as const,
    };
    const outgoing = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers as Record<string, string>, body: text }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

edgeContract({ describe, it, beforeAll, afterAll }, 'node:http', async (callback) => {
  const server = await startServer({ callback, host: '127.0.0.1', port: 0, nextId: () => 'req' });
  return { send: (edgeRequest) => send(server.url, edgeRequest), close: () => server.close() };
});
