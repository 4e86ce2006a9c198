import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SignatureV4 } from '@smithy/signature-v4';
import type { FetchParameters } from './secrets';

/** One try has to leave time for the store within the callback's second. */
const REQUEST_MS = 400;
const TRIES = 2;

/** The answer of GetParameters. Source: Systems Manager API reference. */
interface GetParametersAnswer {
  readonly Parameters?: readonly { readonly Name: string; readonly Value: string }[];
  readonly InvalidParameters?: readonly string[];
}

/**
 * {@link FetchParameters} over SSM: one signed GetParameters (its limit is ten names; there are four). It signs with the region,
 * the credentials and the hash of the DynamoDB client, because SSM's own client would add a third to the bundle for this call.
 * @param options.endpoint for tests and private endpoints. @default the region's
 */
export function createParameterFetcher(options: {
  readonly client: DynamoDBClient;
  readonly endpoint?: string | undefined;
}): FetchParameters {
  const { config } = options.client;
  return async (names) => {
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
    const answer = await post(url, signed.headers, body, TRIES);
    const missing = answer.InvalidParameters ?? [];
    if (missing.length > 0) {
      throw new Error(`SSM has no parameter ${missing.join(', ')}: create it as a SecureString, or correct its name.`);
    }
    return new Map((answer.Parameters ?? []).map(({ Name, Value }) => [Name, Value]));
  };
}

async function post(
  url: URL,
  headers: Record<string, string>,
  body: string,
  tries: number,
): Promise<GetParametersAnswer> {
  try {
    return await postOnce(url, headers, body);
  } catch (error) {
    if (tries > 1) return post(url, headers, body, tries - 1);
    throw error;
  }
}

function postOnce(url: URL, headers: Record<string, string>, body: string): Promise<GetParametersAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
    const signal = AbortSignal.timeout(REQUEST_MS);
    const request = send(url, { method: 'POST', headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode !== 200) {
          reject(new Error(`SSM answered ${response.statusCode} to GetParameters.`));
          return;
        }
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString()) as GetParametersAnswer);
        } catch (error) {
          reject(error);
        }
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
