import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenLocally } from '@dinghub/testkit';

/** A statement of a role's policy. */
export interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** A door before a service. */
export interface RoleGuard {
  readonly endpoint: string;
  /** What was refused: action and resource. */
  readonly denied: readonly string[];
  close(): Promise<void>;
}

/** What a request of DynamoDB asks for, as far as a policy looks at it. */
interface Ask {
  readonly action: string;
  readonly resource: string;
  /** The partition that it is about. */
  readonly key?: string;
}

/**
 * Starts a door that lets through to an emulator what a role of the template allows, and answers the rest as AWS would. It knows
 * the actions and conditions that serverless.yml uses, and no others.
 */
export async function startRoleGuard(target: string, statements: readonly Statement[]): Promise<RoleGuard> {
  const denied: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const ask = readAsk(request.headers, JSON.parse(body) as Input);
    if (!statements.some((statement) => allows(statement, ask))) {
      denied.push(`${ask.action} ${ask.resource} ${ask.key ?? ''}`.trim());
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: 'com.amazonaws#AccessDeniedException', message: 'Not allowed.' }));
      return;
    }
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      name === 'host' || name === 'connection' || name === 'content-length' ? [] : [[name, String(value)]],
    );
    const answer = await fetch(target, { method: 'POST', headers, body });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  const { url, close } = await listenLocally(server);
  return { endpoint: url, denied, close };
}

type Attribute = { readonly S?: string };
interface Input {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly QueueUrl?: string;
  readonly Key?: { readonly pk?: Attribute };
  readonly Item?: { readonly pk?: Attribute };
  readonly ExpressionAttributeValues?: Readonly<Record<string, Attribute>>;
}

function readAsk(headers: IncomingHttpHeaders, input: Input): Ask {
  const [service = '', operation = ''] = String(headers['x-amz-target']).split('.');
  if (service === 'AmazonSQS') {
    return { action: `sqs:${operation.replace(/Batch$/, '')}`, resource: '{"Fn::GetAtt":["DeliveryQueue","Arn"]}' };
  }
  const { IndexName, Key, Item, ExpressionAttributeValues } = input;
  const key = (Key ?? Item)?.pk?.S ?? ExpressionAttributeValues?.[':pk']?.S;
  const resource =
    IndexName === undefined
      ? '{"Fn::GetAtt":["HubTable","Arn"]}'
      : JSON.stringify({ 'Fn::Sub': `\${HubTable.Arn}/index/${IndexName}` });
  return { action: `dynamodb:${operation}`, resource, ...(key === undefined ? {} : { key }) };
}

function allows({ Effect, Action, Resource, Condition = {} }: Statement, { action, resource, key = '' }: Ask): boolean {
  const resources = [Resource].flat().map((one) => JSON.stringify(one));
  return (
    Effect === 'Allow' &&
    Action.includes(action) &&
    resources.includes(resource) &&
    Object.entries(Condition).every(([operator, { 'dynamodb:LeadingKeys': keys = [] }]) =>
      keys.some((pattern) => (operator.endsWith(':StringLike') ? isLike(key, pattern) : key === pattern)),
    )
  );
}

/** As IAM's StringLike: a star stands for any text, also in the middle. */
function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}
