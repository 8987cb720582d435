import { PurgeQueueCommand, paginateListQueues, type SQSClient } from '@aws-sdk/client-sqs';

/** Empties every queue of this prefix: for the reset between conformance cases, on embedded stores only. */
export async function purgeQueues(client: SQSClient, prefix: string): Promise<void> {
  for await (const { QueueUrls = [] } of paginateListQueues(
    { client, pageSize: 1_000 },
    { QueueNamePrefix: `${prefix}-` },
  )) {
    await Promise.all(QueueUrls.map((QueueUrl) => client.send(new PurgeQueueCommand({ QueueUrl }))));
  }
}
