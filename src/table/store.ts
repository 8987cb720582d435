import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../rules/clock.ts';
import type { Head } from '../rules/head.ts';
import { DEFAULT_RETENTION, type Retention } from '../rules/retention.ts';
import { type TableSchema, tableSchema } from './schema.ts';
import { type TokenSource, tokenSource } from './token.ts';

/** What every access pattern needs: the client, the table's schema, this server's tokens. */
export interface Store {
  readonly client: DynamoDBDocumentClient;
  readonly schema: TableSchema;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  /** How long ended jobs are kept. */
  readonly retention: Retention;
  /** Cancels what this unique job of a committed batch replaces, if that is still to be done. */
  readonly finishReplacing: FinishReplacing;
}

export type FinishReplacing = (head: Head) => Promise<void>;

/**
 * @param server 8 characters that no other incarnation has.
 * @param finishReplacing absent where no batch ever replaces a job.
 */
export function openStore(
  client: DynamoDBDocumentClient,
  tableName: string,
  server: string,
  clock: Clock,
  retention: Retention = DEFAULT_RETENTION,
  finishReplacing: FinishReplacing = () => Promise.resolve(),
): Store {
  const schema = tableSchema(tableName, client);
  return { client, schema, tokens: tokenSource(server), clock, retention, finishReplacing };
}
