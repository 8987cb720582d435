import {
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Log } from '../rules/log.ts';
import { KEYS } from './schema.ts';

/**
 * Has the table delete items whose `ttl` (seconds since 1970) has passed, where it does not yet. The
 * embedded store does so without being told.
 */
export async function switchOnTimeToLive(client: DynamoDBClient, name: string, log: Log): Promise<void> {
  try {
    const { TimeToLiveDescription: current } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: name }),
    );
    if (current?.TimeToLiveStatus?.startsWith('ENABL')) return;
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: name,
        TimeToLiveSpecification: { AttributeName: KEYS.ttl, Enabled: true },
      }),
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'UnknownOperationException') return;
    log.warn(
      { err: error },
      'The time to live of the table could not be switched on; ended jobs and old events stay.',
    );
  }
}
