import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ConfigError } from '@dinghub/core';
import { SignatureV4 } from '@smithy/signature-v4';
import type { FetchParameters } from './secrets';

/** One try has to leave time for the store within the callback's second. */
const REQUEST_MS = 400;

/** SSM refused. `code` is its own word for why, e.g. `AccessDeniedException`; the message holds names of parameters, no values. */
export class ParametersRefused extends Error {
  override readonly name = 'ParametersRefused';
  constructor(
    readonly code: string,
    status: number | undefined,
    names: readonly string[],
  ) {
    super(`SSM answered ${status} (${code}) when asked for ${names.join(', ')}.`);
  }
}

/** The answer of GetParameters. Source: Systems Manager API reference. */
interface GetParametersAnswer {
  readonly Parameters?: readonly { readonly Name: string; readonly Value: string }[];
  readonly InvalidParameters?: readonly string[];
}

/** What SSM calls an error, perhaps behind a namespace: `com.amazonaws.ssm#AccessDeniedException`. */
const TYPE = /"__type"\s*:\s*"(?:[^"#]*#)?(\w+)/;

/**
 * {@link FetchParameters} over SSM: one signed GetParameters (its limit is ten names; there are six). It signs with the region,
 * the credentials and the hash of the DynamoDB client, because SSM's own client would add a third to the bundle for this call.
 * Each try is signed anew: between two, the function may have been frozen for longer than a signature is valid.
 * Rejects with a ConfigError that names the parameters which do not exist, with {@link ParametersRefused}, or with the network's error.
 * @param options.endpoint for tests and private endpoints. @default the region's
 */
export function createParameterFetcher(options: {
  readonly client: DynamoDBClient;
  readonly endpoint?: string | undefined;
}): FetchParameters {
  const { config } = options.client;

  async function getParameters(names: readonly string[]): Promise<GetParametersAnswer> {
    const region = await config.region();
    const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    const url = new URL(options.endpoint || `https://ssm.${region}.${suffix}`);
    const signer = new SignatureV4({ service: 'ssm', region, credentials: config.credentials, sha256: config.sha256 });
    const body = JSON.stringify({ Names: names, WithDecryption: true });
    const headers = {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonSSM.GetParameters',
    };
    const unsigned = { method: 'POST', protocol: url.protocol, hostname: url.hostname, path: '/', headers, body };
    const signed = await signer.sign(unsigned);
    const { status, text } = await post(url, signed.headers, body);
    if (status !== 200) throw new ParametersRefused(TYPE.exec(text)?.[1] ?? 'unknown', status, names);
    return JSON.parse(text) as GetParametersAnswer;
  }

  return async (names) => {
    const { Parameters = [], InvalidParameters = [] } = await getParameters(names).catch(() => getParameters(names));
    if (InvalidParameters.length > 0) {
      throw new ConfigError(
        InvalidParameters.map(
          (name) => `${name}: SSM has no such parameter; create it as a SecureString, or correct its name.`,
        ),
      );
    }
    return new Map(Parameters.map(({ Name, Value }) => [Name, Value]));
  };
}

function post(
  url: URL,
  headers: Record<string, string>,
  body: string,
): Promise<{ readonly status: number | undefined; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
    const signal = AbortSignal.timeout(REQUEST_MS);
    const request = send(url, { method: 'POST', headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }));
    });
    request.on('error', reject);
    request.end(body);
  });
}
