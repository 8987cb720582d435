import { QueueDoesNotExist } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { openAnnouncer } from '../../../src/transport/announcer.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { type Answer, memoryLog, scriptedSqs } from './scripted-sqs.ts';

function announcing(answer: Answer) {
  const clock = fakeClock();
  const { log, warnings } = memoryLog();
  const { client, calls } = scriptedSqs(answer);
  return { announcer: openAnnouncer(client, { prefix: 'ojs', clock, log }), calls, warnings, clock };
}

const made = { QueueUrl: 'http://sqs/1' };

test('an announcement goes to the -dlq queue, which is made once', async () => {
  const { announcer, calls } = announcing(() => made);
  announcer.send('email', 'one');
  announcer.send('email', 'two');
  await announcer.close(1_000);
  expect(calls.map(({ command, input }) => [command, input.QueueName ?? input.MessageBody])).toEqual([
    ['CreateQueueCommand', 'ojs-email-dlq'],
    ['SendMessageCommand', 'one'],
    ['SendMessageCommand', 'two'],
  ]);
});

test('a queue that was deleted is made again', async () => {
  let gone = true;
  const { announcer, calls, warnings } = announcing(({ command }) => {
    if (command === 'SendMessageCommand' && gone) {
      gone = false;
      throw new QueueDoesNotExist({ message: 'gone', $metadata: {} });
    }
    return made;
  });
  announcer.send('email', 'one');
  await announcer.close(1_000);
  expect(calls.map(({ command }) => command)).toEqual([
    'CreateQueueCommand',
    'SendMessageCommand',
    'CreateQueueCommand',
    'SendMessageCommand',
  ]);
  expect(warnings).toEqual([]);
});

test('what SQS does not take is let go with a log line that names the queue', async () => {
  const { announcer, warnings } = announcing(() => {
    throw new Error('connect ECONNREFUSED');
  });
  announcer.send('email', 'one');
  await announcer.close(1_000);
  expect(warnings).toEqual([
    { fields: expect.objectContaining({ queue: 'email' }), message: expect.stringContaining('announced') },
  ]);
});

test('memory is bounded: more than 1,000 on their way are let go', async () => {
  const { announcer, warnings } = announcing(() => new Promise(() => undefined));
  for (let n = 0; n <= 1_000; n += 1) announcer.send('email', String(n));
  expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('let go')]);
});

test('close waits no longer than it is told', async () => {
  const { announcer, clock } = announcing(() => new Promise(() => undefined));
  announcer.send('email', 'one');
  const closing = announcer.close(1_000);
  await clock.pass(1_000);
  await closing;
});
