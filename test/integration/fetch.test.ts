import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '../support/api.ts';
import { faults } from '../support/faults.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const enqueue = async (queue: string, count = 1) => {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { status, body } = await api(server.url).enqueue({
      type: 'fetch.test',
      args: [n],
      options: { queue },
    });
    expect(status).toBe(201);
    ids.push(body.job.id);
  }
  return ids;
};

describe('what was answered 201 can be fetched from the same server at once (DESIGN 10)', () => {
  it('behind the hints of jobs that have ended', async () => {
    for (const id of await enqueue('stale', 25)) expect((await api(server.url).cancel(id)).status).toBe(200);
    const [id] = await enqueue('stale');
    const { body } = await api(server.url).fetch({ queues: ['stale'] });
    expect(body.jobs.map((job) => job.id)).toEqual([id]);
  });

  it('as many as are asked for', async () => {
    const ids = await enqueue('many', 25);
    const { body } = await api(server.url).fetch({ queues: ['many'], count: 25 });
    expect(body.jobs.map((job) => job.id).sort()).toEqual(ids.sort());
  });

  it('in the order of their creation (L0-OPS-006)', async () => {
    const ids = await enqueue('fifo', 12);
    const fetched: string[] = [];
    for (const _ of ids)
      fetched.push(...(await api(server.url).fetch({ queues: ['fifo'] })).body.jobs.map((job) => job.id));
    expect(fetched).toEqual(ids);
  });

  it('queues are visited in the order given (L0-OPS-007)', async () => {
    const [low] = await enqueue('order-low');
    const [high] = await enqueue('order-high');
    const { body } = await api(server.url).fetch({ queues: ['order-high', 'order-low'], count: 2 });
    expect(body.jobs.map((job) => job.id)).toEqual([high, low]);
  });
});

describe('wait_ms', () => {
  it('ends as soon as a job comes', async () => {
    const waiting = api(server.url).fetch({ queues: ['waited'], wait_ms: 20_000 });
    const [id] = await enqueue('waited');
    expect((await waiting).body.jobs.map((job) => job.id)).toEqual([id]);
  });

  it('ends with nothing when its time is over', async () => {
    const startedAt = performance.now();
    expect((await api(server.url).fetch({ queues: ['nothing'], wait_ms: 300 })).body.jobs).toEqual([]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(299);
  });
});

describe('a fetch whose client hangs up gives the job back at once (DESIGN 7)', () => {
  it('while it waits', async () => {
    const hangUp = new AbortController();
    const waiting = api(server.url).fetch({ queues: ['gone'], wait_ms: 20_000 }, hangUp.signal);
    hangUp.abort();
    await expect(waiting).rejects.toThrow();
    const [id] = await enqueue('gone');
    const { body } = await api(server.url).fetch({ queues: ['gone'], wait_ms: 2_000 });
    expect(body.jobs.map((job) => [job.id, job.attempt])).toEqual([[id, 1]]);
  });

  it('between claim and answer: the attempt is undone', async () => {
    const [id] = await enqueue('claimed');
    const hangUp = new AbortController();
    server.clients.dynamodb.middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next(args);
        if (context.commandName === 'UpdateItemCommand') {
          // The claim is in the table; now the client goes, and the server gets to know.
          hangUp.abort();
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        return answer;
      },
      { step: 'initialize', name: 'hangUp' },
    );
    await expect(api(server.url).fetch({ queues: ['claimed'] }, hangUp.signal)).rejects.toThrow();
    server.clients.dynamodb.middlewareStack.remove('hangUp');
    const { body } = await api(server.url).fetch({ queues: ['claimed'], wait_ms: 2_000 });
    expect(body.jobs.map((job) => [job.id, job.attempt])).toEqual([[id, 1]]);
  });
});

describe('a hint that this server has handed back', () => {
  it('is found by the next fetch, also by one that does not wait', async () => {
    const [id] = await enqueue('handed-back');
    await api(server.url).fetch({ queues: ['handed-back'] });
    await api(server.url).nack({ job_id: id, requeue: true });
    // Hints that nobody takes go back to SQS within two seconds; GET says when the wait is over, SQS does not.
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    const { body } = await api(server.url).fetch({ queues: ['handed-back'] });
    expect(body.jobs.map((job) => job.id)).toEqual([id]);
  });
});

describe('a fetch that fails half-way (DESIGN 7)', () => {
  it('gives back what it had claimed: the job can be fetched at once, its attempt undone', async () => {
    let failing: ReturnType<typeof faults> | undefined;
    const troubled = await startTestServer({
      onClients: (clients) => {
        failing = faults(clients);
      },
    });
    const { enqueue, fetch } = api(troubled.url);
    // The body of the second lies in pieces, which are read once both are claimed.
    for (const [queue, args] of [
      ['first', []],
      ['second', ['x'.repeat(5_000)]],
    ]) {
      await enqueue({ type: 'half.way', args, options: { queue } });
    }
    failing?.plan(({ operation }) =>
      operation === 'BatchGetItem' ? { kind: 'fail', status: 400, code: 'ValidationException' } : undefined,
    );
    const both = { queues: ['first', 'second'], count: 2 };
    expect((await fetch(both)).status).toBe(500);
    failing?.plan(undefined);
    const { body } = await fetch(both);
    expect(body.jobs.map(({ queue, attempt }) => [queue, attempt])).toEqual([
      ['first', 1],
      ['second', 1],
    ]);
    await troubled.close();
  });
});

describe('more queues than a server has long polls (DESIGN 12)', () => {
  it('a fetch that waits at any of them is answered when a job comes to this server', async () => {
    const crowded = await startTestServer();
    const { enqueue, fetch } = api(crowded.url);
    const queues = Array.from({ length: 120 }, (_, n) => `crowd-${n}`);
    const hangUp = new AbortController();
    const waiting = queues.map((queue) => fetch({ queues: [queue], wait_ms: 20_000 }, hangUp.signal));
    for (const each of waiting) each.catch(() => undefined);
    // All of them wait by the time that one more, which does not, is answered.
    await fetch({ queues: ['crowd-last'], wait_ms: 0 });
    const ids = await Promise.all(
      [0, 60, 119].map(async (n) => {
        const { body } = await enqueue({ type: 'crowd.test', args: [], options: { queue: queues[n] } });
        return body.job.id;
      }),
    );
    const answered = await Promise.all(
      [0, 60, 119].map(async (n) => {
        const answer = await Promise.race([
          waiting[n],
          new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 10_000)),
        ]);
        return answer?.body.jobs[0]?.id;
      }),
    );
    expect(answered).toEqual(ids);
    hangUp.abort();
    await crowded.close();
  });
});
