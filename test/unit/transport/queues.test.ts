import { QueueDeletedRecently, QueueDoesNotExist, QueueNameExists } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { queueUrls } from '../../../src/transport/queues.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { type Answer, memoryLog, scriptedSqs } from './scripted-sqs.ts';

const email = { queue: 'email', lane: '100' };

function making(answer: Answer, fifo = false) {
  const clock = fakeClock();
  const { log, warnings } = memoryLog();
  const { client, calls } = scriptedSqs(answer);
  return {
    urls: queueUrls(client, { prefix: 'ojs', kind: 'main', fifo, clock, log }),
    clock,
    calls,
    warnings,
  };
}

test('a queue is made once, with 14 days of retention, and its URL kept', async () => {
  const { urls, calls } = making(() => ({ QueueUrl: 'http://sqs/1' }));
  const both = await Promise.all([urls.url(email), urls.url({ ...email })]);
  expect([...both, await urls.url(email)]).toEqual(['http://sqs/1', 'http://sqs/1', 'http://sqs/1']);
  expect(calls).toEqual([
    {
      command: 'CreateQueueCommand',
      input: {
        QueueName: 'ojs-email',
        Attributes: { MessageRetentionPeriod: '1209600', VisibilityTimeout: '30' },
      },
    },
  ]);
});

test('a FIFO queue is made as one', async () => {
  const { urls, calls } = making(() => ({ QueueUrl: 'http://sqs/1' }), true);
  await urls.url(email);
  expect(calls[0]?.input).toMatchObject({ QueueName: 'ojs-email.fifo', Attributes: { FifoQueue: 'true' } });
});

test('a creation that failed is tried again at the next use', async () => {
  let away = true;
  const { urls, calls } = making(() => {
    if (away) throw new Error('connect ECONNREFUSED');
    return { QueueUrl: 'http://sqs/1' };
  });
  await expect(urls.url(email)).rejects.toThrow('ECONNREFUSED');
  away = false;
  expect(await urls.url(email)).toBe('http://sqs/1');
  expect(calls).toHaveLength(2);
});

test('a queue with other attributes, made by an operator, is used and warned of', async () => {
  const { urls, warnings } = making(({ command }) => {
    if (command === 'GetQueueUrlCommand') return { QueueUrl: 'http://sqs/theirs' };
    throw new QueueNameExists({ message: 'other attributes', $metadata: {} });
  });
  expect(await urls.url(email)).toBe('http://sqs/theirs');
  expect(warnings).toHaveLength(1);
});

test('a name deleted in the last 60 s is asked for every 5 s at most (SQS, DeleteQueue)', async () => {
  const { urls, clock, calls } = making(() => {
    throw new QueueDeletedRecently({ message: 'wait 60 seconds', $metadata: {} });
  });
  for (let second = 0; second < 60; second += 1) {
    await expect(urls.url(email)).rejects.toThrow('wait 60 seconds');
    await clock.pass(1_000);
  }
  expect(calls).toHaveLength(12);
});

test('only the error of a queue that is gone makes it be created again', async () => {
  const { urls, calls } = making(() => ({ QueueUrl: 'http://sqs/1' }));
  await urls.url(email);
  urls.noteError(email, new Error('throttled'));
  await urls.url(email);
  expect(calls).toHaveLength(1);
  urls.noteError(email, new QueueDoesNotExist({ message: 'gone', $metadata: {} }));
  await urls.url(email);
  expect(calls).toHaveLength(2);
});

test('an answer without a URL is an error that names the queue', async () => {
  const { urls } = making(() => ({}));
  await expect(urls.url(email)).rejects.toThrow('ojs-email');
});
