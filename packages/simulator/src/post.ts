import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** An answer, or why there is none. */
export type Answer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      /** Where a redirect points to. */
      readonly location?: string;
    }
  | {
      readonly kind: 'no_answer';
      readonly reason: 'timeout' | 'connection';
      /** The system's name for it, such as ECONNREFUSED; `E_RESPONSE` where there was a connection, and no whole answer. */
      readonly detail?: string;
    };

/** Sends a body and reads the answer, all within `deadlineMs`. */
export type Post = (url: URL, body: string, deadlineMs: number) => Promise<Answer>;

const MAX_ANSWER_CHARACTERS = 64 * 1024;
const NO_WHOLE: Answer = { kind: 'no_answer', reason: 'connection', detail: 'E_RESPONSE' };

/**
 * Posts over node:http(s) with kept-alive connections, following no redirect, as DingTalk does; and trusting no certificate because
 * NODE_TLS_REJECT_UNAUTHORIZED=0 says so, as DingTalk would not.
 */
export function createPost(): Post & { close(): void } {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true }),
    'https:': new HttpsAgent({ keepAlive: true, rejectUnauthorized: true }),
  };
  const post: Post = (url, body, deadlineMs) =>
    new Promise((resolve) => {
      const secure = url.protocol === 'https:';
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const options = { method: 'POST', headers, agent: secure ? agents['https:'] : agents['http:'] };
      const request = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
          if (text.length > MAX_ANSWER_CHARACTERS) end(NO_WHOLE);
        });
        response.on('end', () => {
          const { location } = response.headers;
          end({ kind: 'answer', status: response.statusCode ?? 0, body: text, ...(location && { location }) });
        });
        response.on('error', () => end(NO_WHOLE));
      });
      const timer = setTimeout(() => end({ kind: 'no_answer', reason: 'timeout' }), deadlineMs);
      request.on('error', ({ code = '' }: NodeJS.ErrnoException) =>
        end(/^HPE_/.test(code) ? NO_WHOLE : { kind: 'no_answer', reason: 'connection', ...(code && { detail: code }) }),
      );
      request.end(body);

      function end(answer: Answer): void {
        clearTimeout(timer);
        resolve(answer);
        if (answer.kind === 'no_answer') request.destroy();
      }
    });
  return Object.assign(post, {
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  });
}
