import { type Hint, parseHint } from '../../../src/transport/hint.ts';
import { standardTransport } from '../../../src/transport/standard.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { type Answer, memoryLog, type SqsCall, scriptedSqs } from './scripted-sqs.ts';

/** Two lanes to send to. */
export const email = { queue: 'email', lane: '100' };
export const sms = { queue: 'sms', lane: '100' };

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
}

export const entriesOf = (call: SqsCall) => call.input.Entries as Entry[];
/** The ids of the jobs hinted in a call. */
export const idsIn = (call: SqsCall) =>
  entriesOf(call).map(({ MessageBody }) => parseHint(MessageBody)?.jobId);

/** A transport whose SendMessageBatch is answered by `send`; every queue exists. */
export function sending(send: Answer = () => ({})) {
  const clock = fakeClock();
  const { log, warnings } = memoryLog();
  const { client, calls } = scriptedSqs((call) =>
    call.command === 'CreateQueueCommand' ? { QueueUrl: `http://sqs/${call.input.QueueName}` } : send(call),
  );
  const transport = standardTransport(client, { prefix: 'ojs', clock, log });
  const sends = () => calls.filter(({ command }) => command === 'SendMessageBatchCommand');
  const hint = (jobId: string, dueMs?: number): Hint => ({
    jobId,
    atMs: clock.now(),
    seq: 0,
    ...(dueMs !== undefined && { dueMs }),
  });
  return { transport, clock, calls, sends, warnings, hint };
}

/** An answer for a time when SQS is away. */
export function outage(): never {
  throw new Error('connect ECONNREFUSED');
}
