import { expect, test } from 'vitest';
import { hintBody } from '../../../src/transport/hint.ts';
import { standardTransport } from '../../../src/transport/standard.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { type Answer, memoryLog, scriptedSqs } from './scripted-sqs.ts';

const email = { queue: 'email', lane: '100' };
const shortPoll = { max: 10, waitSeconds: 0, visibilitySeconds: 30 };

function receiving(receive: Answer) {
  const clock = fakeClock();
  const { log, warnings } = memoryLog();
  const { client, calls } = scriptedSqs((call) => {
    if (call.command === 'CreateQueueCommand') return { QueueUrl: 'http://sqs/ojs-email' };
    return call.command === 'ReceiveMessageCommand' ? receive(call) : {};
  });
  const transport = standardTransport(client, { prefix: 'ojs', clock, log });
  return { transport, clock, calls, warnings };
}

const message = (jobId: string, atMs: number, seq: number) => ({
  MessageId: `id-${jobId}`,
  ReceiptHandle: `receipt-${jobId}`,
  Body: hintBody({ jobId, atMs, seq }),
  Attributes: { ApproximateReceiveCount: '3', SentTimestamp: '1699999999000' },
});

test('a receive asks for what the caller wants, and for the count and the time of each message', async () => {
  const { transport, calls } = receiving(() => ({}));
  expect(await transport.receive(email, { max: 7, waitSeconds: 20, visibilitySeconds: 30 })).toEqual([]);
  expect(calls.at(-1)?.input).toEqual({
    QueueUrl: 'http://sqs/ojs-email',
    MaxNumberOfMessages: 7,
    WaitTimeSeconds: 20,
    VisibilityTimeout: 30,
    MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
  });
});

test('hints come oldest first, with their handle, count and times', async () => {
  const { transport, clock } = receiving(() => ({
    Messages: [message('c', 20, 1), message('b', 10, 5), message('a', 10, 4)],
  }));
  const received = await transport.receive(email, shortPoll);
  expect(received.map(({ hint }) => hint.jobId)).toEqual(['a', 'b', 'c']);
  expect(received[0]).toEqual({
    hint: { jobId: 'a', atMs: 10, seq: 4 },
    handle: {
      lane: email,
      queueUrl: 'http://sqs/ojs-email',
      receipt: 'receipt-a',
      receivedAtMs: clock.now(),
    },
    receiveCount: 3,
    sentAtMs: 1_699_999_999_000,
    receivedAtMs: clock.now(),
  });
});

test('a stranger’s message is deleted with a warning, the others arrive', async () => {
  const stranger = { MessageId: 'id-x', ReceiptHandle: 'receipt-x', Body: '<order/>' };
  const { transport, clock, calls, warnings } = receiving(() => ({
    Messages: [stranger, message('a', 1, 1)],
  }));
  const received = await transport.receive(email, shortPoll);
  await clock.pass(50);
  expect(received.map(({ hint }) => hint.jobId)).toEqual(['a']);
  expect(calls.at(-1)).toMatchObject({
    command: 'DeleteMessageBatchCommand',
    input: { Entries: [{ ReceiptHandle: 'receipt-x' }] },
  });
  expect(warnings).toMatchObject([{ fields: { messageId: 'id-x' } }]);
});

test('a hint that comes back is no longer out, even before the answer to its send', async () => {
  const { transport, clock } = receiving(() => ({ Messages: [message('a', 1, 1)] }));
  for (const jobId of ['a', 'b']) transport.send(email, { jobId, atMs: 1, seq: 1 });
  await clock.pass(5);
  expect(transport.outstanding(email)).toBe(2);
  await transport.receive(email, shortPoll);
  expect(transport.outstanding(email)).toBe(1);
});

test('the error of SQS reaches the caller', async () => {
  const { transport } = receiving(() => {
    throw new Error('connect ECONNREFUSED');
  });
  await expect(transport.receive(email, shortPoll)).rejects.toThrow('ECONNREFUSED');
});
