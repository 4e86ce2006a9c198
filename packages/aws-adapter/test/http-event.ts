import { signCallback } from '@dinghub/testkit';

/** What an HTTP API of API Gateway hands over. */
export function httpEvent(request: {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}) {
  const { method, path, query = {}, headers = {}, body } = request;
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers,
    requestContext: { stage: '$default', http: { method } },
    ...(body !== undefined && { body: Buffer.from(body).toString('base64') }),
    isBase64Encoded: true,
  };
}

/** A callback of DingTalk's for the app of the testkit. */
export function callbackEvent(message: object, change: Parameters<typeof signCallback>[1] = {}) {
  const { query, body } = signCallback(message, change);
  return httpEvent({ method: 'POST', path: '/v1/dingtalk', query, body });
}
