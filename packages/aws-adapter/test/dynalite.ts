import type { Server } from 'node:http';
import { CreateTableCommand, DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { listenLocally } from '@dinghub/testkit';
import { createDynamoClient } from '../src/client';
import { tableDefinition } from '../src/table';

const dynalite = require('dynalite') as (options: object) => Server;

/** Made up: dynalite asks for some, and checks none. */
export const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Starts dynalite: DynamoDB's wire protocol, in memory, on a socket. */
export async function startDynalite(): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const { url, close } = await listenLocally(server);
  return { endpoint: url, close };
}

/** A client for an engine on this machine: same limits as in production, but patient enough for a busy test machine. */
export function localClient(endpoint: string): DynamoDBClient {
  const requestHandler = { requestTimeout: 10_000, connectionTimeout: 5_000 };
  return createDynamoClient({ endpoint, region: 'us-east-1', credentials, requestHandler });
}

/** Creates the table and waits until it can be used. */
export async function createTable(client: DynamoDBClient, table: string): Promise<void> {
  await client.send(new CreateTableCommand(tableDefinition(table)));
  for (let tries = 0; tries < 200; tries++) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    const indexes = Table?.GlobalSecondaryIndexes ?? [];
    if (Table?.TableStatus === 'ACTIVE' && indexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('The table did not become active.');
}
