import { CreateQueueCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Clients, openClients } from '../../../src/clients.ts';
import { type LyingStores, startLyingStores } from '../../doubles/lying-stores.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';

/** Embedded stores, a lying proxy before them, and real SDK clients on either side of it. */
export interface Setting {
  /** Tells the truth until a test says otherwise, and again after the test. */
  readonly lying: LyingStores;
  /** Clients that see the proxy. */
  readonly seen: Clients;
  /** Clients that go round it. */
  readonly truth: Clients;
}

/** Starts the setting before the tests of a file, and ends it after them. */
export function setting(): () => Setting {
  let stores: TestStores;
  let now: Setting;
  beforeAll(async () => {
    stores = await startTestStores();
    const lying = await startLyingStores({ stores, lies: {} });
    const region = 'us-east-1';
    now = { lying, seen: openClients({ region, ...lying }), truth: openClients({ region, ...stores }) };
  });
  afterEach(() => now.lying.tell({}));
  afterAll(async () => {
    for (const { dynamodb, sqs } of [now.seen, now.truth]) {
      dynamodb.destroy();
      sqs.destroy();
    }
    await now.lying.close();
    await stores.close();
  });
  return () => now;
}

let queues = 0;

/** A queue of its own for a test. */
export async function newQueue(sqs: SQSClient): Promise<string> {
  queues += 1;
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `doubles-${queues}` }));
  return QueueUrl;
}

/** One receive: the messages as they came. */
export async function receive(sqs: SQSClient, QueueUrl: string, WaitTimeSeconds = 0) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    }),
  );
  return Messages;
}
