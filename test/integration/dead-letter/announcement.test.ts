import { DeleteQueueCommand, GetQueueUrlCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../../support/api.ts';
import { deadLettered } from '../../support/dead-letter.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** The next announcement on an SQS queue, which may still have to be made. */
async function announcement(QueueName: string): Promise<Record<string, unknown>> {
  const { sqs } = server.clients;
  return eventually(async () => {
    const found = await sqs.send(new GetQueueUrlCommand({ QueueName })).catch(() => undefined);
    if (!found) return undefined;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: found.QueueUrl, WaitTimeSeconds: 1 }),
    );
    return Messages[0]?.Body === undefined ? undefined : JSON.parse(Messages[0].Body);
  }, 5_000);
}

describe('the announcement on the -dlq queue (DESIGN 4)', () => {
  it('says which job, of what type and queue, when, and what its last error was', async () => {
    const id = await deadLettered(server.url, { queue: 'told', type: 'told.test' });
    const { job } = (await api(server.url).get(id)).body;
    expect(await announcement('ojs-told-dlq')).toEqual({
      job_id: id,
      type: 'told.test',
      queue: 'told',
      dead_lettered_at: job.discarded_at,
      total_attempts: 1,
      error_type: 'Boom',
    });
  });

  it('finds the error where it lies in a piece', async () => {
    const { enqueue, fetch, nack } = api(server.url);
    const { id } = (await enqueue({ type: 'told.test', args: [], options: { queue: 'told-long' } })).body.job;
    await fetch({ queues: ['told-long'], wait_ms: 5_000 });
    const error = { code: 'DEAD_LETTER', type: 'LongError', message: 'x'.repeat(5_000) };
    await nack({ job_id: id, error });
    expect(await announcement('ojs-told-long-dlq')).toMatchObject({ job_id: id, error_type: 'LongError' });
  });

  it('is made of a time-out that a reader finds, too', async () => {
    const { enqueue, fetch, get } = api(server.url);
    const retry = { max_attempts: 1, on_exhaustion: 'dead_letter' };
    const options = { queue: 'told-late', retry, visibility_timeout_ms: 300 };
    const { id } = (await enqueue({ type: 'told.test', args: [], options })).body.job;
    await fetch({ queues: ['told-late'], wait_ms: 5_000 });
    await eventually(async () => ((await get(id)).body.job.state === 'discarded' ? true : undefined), 3_000);
    expect(await announcement('ojs-told-late-dlq')).toMatchObject({
      job_id: id,
      error_type: 'visibility_timeout',
    });
  });

  it('comes again when a job dies again, on a queue that is made anew where it was deleted', async () => {
    const id = await deadLettered(server.url, { queue: 'told-twice' });
    expect(await announcement('ojs-told-twice-dlq')).toMatchObject({ total_attempts: 1 });
    const { sqs } = server.clients;
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'ojs-told-twice-dlq' }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    await api(server.url).retryDeadLetter(id);
    await api(server.url).fetch({ queues: ['told-twice'], wait_ms: 5_000 });
    await api(server.url).nack({ job_id: id, error: { message: 'no' } });
    expect(await announcement('ojs-told-twice-dlq')).toMatchObject({ job_id: id, total_attempts: 2 });
  });

  it('is not made of what is discarded without the dead letter', async () => {
    const { enqueue, fetch, nack } = api(server.url);
    const retry = { max_attempts: 1 };
    const { id } = (await enqueue({ type: 'quiet.test', args: [], options: { queue: 'quiet', retry } })).body
      .job;
    await fetch({ queues: ['quiet'], wait_ms: 5_000 });
    await nack({ job_id: id, error: { message: 'no' } });
    // What this server announces, it announces in order of time: a later one has come, this one has not.
    await deadLettered(server.url, { queue: 'quiet-after' });
    await announcement('ojs-quiet-after-dlq');
    const asked = server.clients.sqs.send(new GetQueueUrlCommand({ QueueName: 'ojs-quiet-dlq' }));
    await expect(asked).rejects.toThrow();
  });
});
