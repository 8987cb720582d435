import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { api, eventually } from './api.ts';
import { dropFirstAnswers, type Faults, faults } from './faults.ts';
import { startTestServer, type TestServer, type TestStores } from './server.ts';

const BIG = 'x'.repeat(5_000);

/**
 * DESIGN decision 3 on any stores: the first answer of every call to DynamoDB is lost, the SDK tries
 * again by itself, and nobody may notice.
 */
export function answersMayBeDropped(name: string, startStores: () => Promise<TestStores>): void {
  describe(`first answer dropped, on ${name} (DESIGN 3)`, () => {
    let stores: TestStores;
    let deaf: TestServer;
    let other: TestServer;
    let dropped: Faults;
    let queues = 0;
    const queue = () => {
      queues += 1;
      return `dropped-${queues}`;
    };

    beforeAll(async () => {
      stores = await startStores();
      other = await startTestServer({ stores });
    });
    // A new one for each test: the SDK gives up its retries once a client has had too many failures.
    beforeEach(async () => {
      deaf = await startTestServer({
        stores,
        onClients: (clients) => {
          dropped = faults({ dynamodb: clients.dynamodb, sqs: clients.sqs });
        },
      });
    });
    afterEach(() => deaf.close());
    afterAll(async () => {
      await other.close();
      await stores.close();
    });

    const READS = ['GetItem', 'BatchGetItem', 'Query'];
    const DYNAMODB = [...READS, 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];

    /** Does something with every first answer of DynamoDB dropped, and makes sure that one was. */
    async function deafly<T>(action: () => Promise<T>): Promise<T> {
      const before = dropped.met.length;
      dropped.plan(dropFirstAnswers(...DYNAMODB));
      try {
        return await action();
      } finally {
        dropped.plan(undefined);
        expect(dropped.met.length).toBeGreaterThan(before);
      }
    }

    /** As `deafly`, and the first retry of `operation` waits until `meanwhile` is through. */
    async function deaflyWhile<T>(
      operation: string,
      action: () => Promise<T>,
      meanwhile: () => Promise<unknown>,
    ) {
      let heard: () => void = () => undefined;
      const lost = new Promise<void>((resolve) => {
        heard = resolve;
      });
      dropped.plan((request) => {
        if (request.operation !== operation) return undefined;
        if (request.attempt > 1) return { kind: 'delay', ms: 1_500 };
        heard();
        return { kind: 'drop' };
      });
      const acting = action();
      await lost;
      await eventually(async () => ((await meanwhile()) ? true : undefined), 1_400, 20);
      const result = await acting;
      dropped.plan(undefined);
      return result;
    }

    const enqueue = async (server: TestServer, name: string, more: object = {}) => {
      const { status, body } = await api(server.url).enqueue({
        type: 'drop.test',
        args: [],
        options: { queue: name, ...more },
      });
      expect(status).toBe(201);
      return body.job.id;
    };
    const fetch = async (server: TestServer, name: string, more: object = {}) =>
      (await api(server.url).fetch({ queues: [name], worker_id: 'w', wait_ms: 2_000, ...more })).body.jobs;

    it('enqueue: 201, no false 409, one job', async () => {
      const name = queue();
      const id = await deafly(() => enqueue(deaf, name));
      expect((await fetch(other, name)).map((job) => job.id)).toEqual([id]);
      expect(await fetch(other, name, { wait_ms: 0 })).toEqual([]);
    });

    it('enqueue of a priority that is new to the queue: its lane is entered once, and served (DESIGN 14)', async () => {
      const name = queue();
      const ids = await deafly(async () => {
        const entered = [
          await enqueue(deaf, name, { priority: -7 }),
          await enqueue(deaf, name, { priority: 7 }),
        ];
        await eventually(async () => {
          const { lanes } = (await api(other.url).queue(name)).body.queue.sqs;
          return lanes.length === 3 ? true : undefined;
        }, 5_000);
        return entered;
      });
      expect((await fetch(other, name, { count: 2 })).map((job) => job.id)).toEqual(ids.reverse());
    });

    it('a batch: 201, every job once', async () => {
      const name = queue();
      const jobs = [1, 2, 3].map((n) => ({ type: 'drop.test', args: [n], options: { queue: name } }));
      const { status, body } = await deafly(() => api(deaf.url).enqueueBatch(jobs));
      expect(status).toBe(201);
      const ids = body.jobs.map((job) => job.id);
      expect((await fetch(other, name, { count: 10 })).map((job) => job.id)).toEqual(ids);
    });

    it('enqueue of a body that lies in pieces', async () => {
      const name = queue();
      const body = { type: 'drop.test', args: [BIG], options: { queue: name } };
      const { status } = await deafly(() => api(deaf.url).enqueue(body));
      expect(status).toBe(201);
      expect((await fetch(other, name))[0]?.args).toEqual([BIG]);
    });

    it('enqueue, and another server moves the job on before the retry: still 201', async () => {
      const name = queue();
      const id = '019461a8-1a2b-7c3d-8e4f-0000000000aa';
      const answer = await deaflyWhile(
        'PutItem',
        () => api(deaf.url).enqueue({ id, type: 'drop.test', args: [], options: { queue: name } }),
        // The hint is not sent before the answer: the other server finds the job by a look.
        async () =>
          (await api(other.url).get(id)).status === 200 && (await api(other.url).cancel(id)).status === 200,
      );
      expect(answer.status).toBe(201);
      expect((await api(other.url).get(id)).body.job.state).toBe('cancelled');
    });

    it('a second enqueue with the same id: 409, first answer dropped or not', async () => {
      const name = queue();
      const id = await enqueue(other, name);
      const again = await deafly(() => api(deaf.url).enqueue({ id, type: 'drop.test', args: [] }));
      expect([again.status, again.body.error?.code]).toEqual([409, 'duplicate']);
    });

    it('enqueue of a unique job: 201, one job; another is refused', async () => {
      const name = queue();
      const id = await deafly(() => enqueue(deaf, name, { unique: { keys: ['queue'] } }));
      expect((await fetch(other, name)).map((job) => job.id)).toEqual([id]);
      expect(await fetch(other, name, { wait_ms: 0 })).toEqual([]);
      const again = await deafly(() =>
        api(deaf.url).enqueue({
          type: 'drop.test',
          args: [],
          options: { queue: name, unique: { keys: ['queue'] } },
        }),
      );
      expect([again.status, again.body.error?.details?.existing_job_id]).toEqual([409, id]);
    });

    it('enqueue of a unique job that replaces one: 201, the old one cancelled', async () => {
      const name = queue();
      const unique = { keys: ['queue'], on_conflict: 'replace' };
      const old = await enqueue(other, name, { unique });
      await fetch(other, name);
      const id = await deafly(() => enqueue(deaf, name, { unique }));
      expect((await api(other.url).get(old)).body.job.state).toBe('cancelled');
      expect((await fetch(other, name)).map((job) => job.id)).toEqual([id]);
    });

    it('enqueue of a unique job, which others finish and replace before the retry: still 201', async () => {
      const name = queue();
      const unique = { keys: ['queue'], on_conflict: 'replace' };
      const id = '019461a8-1a2b-7c3d-8e4f-0000000000ab';
      const body = { id, type: 'drop.test', args: [], options: { queue: name, unique } };
      let next = '';
      const answer = await deaflyWhile(
        'PutItem',
        () => api(deaf.url).enqueue(body),
        async () => {
          next = await enqueue(other, name, { unique });
          return true;
        },
      );
      expect(answer.status).toBe(201);
      expect((await api(other.url).get(id)).body.job.state).toBe('cancelled');
      expect((await fetch(other, name)).map((job) => job.id)).toEqual([next]);
    });

    it('fetch: the job, once, one attempt counted', async () => {
      const name = queue();
      const id = await enqueue(deaf, name);
      const jobs = await deafly(() => fetch(deaf, name));
      expect(jobs.map((job) => [job.id, job.attempt])).toEqual([[id, 1]]);
      expect((await api(other.url).get(id)).body.job).toMatchObject({ state: 'active', attempt: 1 });
      expect(await fetch(other, name, { wait_ms: 0 })).toEqual([]);
    });

    it('fetch, its lease over and the job claimed by another server before the retry: not ours any more', async () => {
      const name = queue();
      const id = await enqueue(deaf, name);
      const jobs = await deaflyWhile(
        'UpdateItem',
        () => fetch(deaf, name, { visibility_timeout_ms: 100, worker_id: 'first', wait_ms: 0 }),
        async () =>
          (await api(other.url).fetch({ queues: [name], worker_id: 'second' })).body.jobs.length > 0,
      ).catch(() => []);
      expect(jobs).toEqual([]);
      expect((await api(other.url).get(id)).body.job).toMatchObject({ worker_id: 'second', attempt: 2 });
    });

    it('ack: 200, completed, the result kept', async () => {
      const name = queue();
      const id = await enqueue(deaf, name);
      const [job] = await fetch(deaf, name);
      const answer = await deafly(() =>
        api(deaf.url).ack({ job_id: id, worker_id: 'w', attempt: job?.attempt, result: BIG }),
      );
      expect(answer.status).toBe(200);
      expect((await api(other.url).get(id)).body.job).toMatchObject({ state: 'completed', result: BIG });
    });

    it('nack: 200, one failure recorded', async () => {
      const name = queue();
      const id = await enqueue(deaf, name);
      await fetch(deaf, name);
      const answer = await deafly(() =>
        api(deaf.url).nack({ job_id: id, worker_id: 'w', error: { message: 'no' } }),
      );
      expect(answer.body).toMatchObject({ state: 'retryable', attempt: 1 });
      expect((await api(other.url).get(id)).body.job.errors).toHaveLength(1);
    });

    it('nack with requeue, and another server moves the job on before the retry: still 200', async () => {
      const name = queue();
      const id = await enqueue(other, name);
      expect(await fetch(other, name)).toHaveLength(1);
      const answer = await deaflyWhile(
        'PutItem',
        () => api(deaf.url).nack({ job_id: id, requeue: true }),
        async () =>
          (await api(other.url).get(id)).body.job.state === 'available' &&
          (await api(other.url).cancel(id)).status === 200,
      );
      expect(answer.status).toBe(200);
      expect(answer.body.state).toBe('available');
    });

    it('heartbeat: extended', async () => {
      const name = queue();
      const id = await enqueue(deaf, name);
      await fetch(deaf, name);
      const { body } = await deafly(() => api(deaf.url).heartbeat({ worker_id: 'w', active_jobs: [id] }));
      expect(body.jobs_extended).toEqual([id]);
    });

    it('cancel: 200; again: 409', async () => {
      const id = await enqueue(deaf, queue());
      expect((await deafly(() => api(deaf.url).cancel(id))).status).toBe(200);
      expect((await deafly(() => api(deaf.url).cancel(id))).status).toBe(409);
    });

    it('a cron: registered, ticked, changed, deleted, each once', async () => {
      const { registerCron, updateCron, deleteCron } = api(deaf.url);
      // Asked where nothing is dropped: the SDK has only so many retries in all.
      const { getCron } = api(other.url);
      const name = queue();
      const cron = {
        name,
        expression: '* * * * * *',
        overlap_policy: 'allow',
        job_template: { type: 'drop.test', args: [], options: { queue: name } },
      };
      await deafly(async () => {
        expect((await registerCron(cron)).status).toBe(201);
        await eventually(async () => {
          const { body } = await getCron(name);
          return body.cron.run_count >= 1 ? true : undefined;
        }, 10_000);
        expect((await updateCron(name, { enabled: false })).body.cron).toMatchObject({ next_run_at: null });
      });
      const { run_count } = (await getCron(name)).body.cron;
      const jobs = await fetch(other, name, { count: 20 });
      expect(new Set(jobs.map(({ meta }) => meta.cron_triggered_at)).size).toBe(jobs.length);
      expect(jobs).toHaveLength(run_count);
      await deafly(async () => expect((await deleteCron(name)).status).toBe(200));
      expect((await getCron(name)).status).toBe(404);
    });

    it('get: the job', async () => {
      const id = await enqueue(other, queue());
      expect((await deafly(() => api(deaf.url).get(id))).body.job.id).toBe(id);
    });

    /** A job whose data and error lie in pieces, in the dead letter. */
    const deadLettered = async () => {
      const name = queue();
      const retry = { max_attempts: 1, on_exhaustion: 'dead_letter' };
      const { body } = await api(other.url).enqueue({
        type: 'drop.test',
        args: [BIG],
        options: { queue: name, retry },
      });
      const { id } = body.job;
      await fetch(other, name);
      await deafly(() => api(deaf.url).nack({ job_id: id, worker_id: 'w', error: { message: BIG } }));
      return { id, name };
    };

    it('retry from the dead letter: 200, one new life; again: 404', async () => {
      const { id, name } = await deadLettered();
      expect((await deafly(() => api(deaf.url).deadLetter())).body.jobs.map((job) => job.id)).toContain(id);
      const answer = await deafly(() => api(deaf.url).retryDeadLetter(id));
      expect([answer.status, answer.body.job.state, answer.body.job.attempt]).toEqual([200, 'available', 0]);
      expect((await deafly(() => api(deaf.url).retryDeadLetter(id))).status).toBe(404);
      const [job] = await fetch(other, name);
      expect(job).toMatchObject({ id, attempt: 1, args: [BIG] });
      expect(await fetch(other, name, { wait_ms: 0 })).toEqual([]);
    });

    it('retry from the dead letter, and another server moves the job on before the SDK tries again: still 200', async () => {
      const { id } = await deadLettered();
      const answer = await deaflyWhile(
        'PutItem',
        () => api(deaf.url).retryDeadLetter(id),
        async () =>
          (await api(other.url).get(id)).body.job.state === 'available' &&
          (await api(other.url).cancel(id)).status === 200,
      );
      expect([answer.status, answer.body.job.state]).toEqual([200, 'available']);
    });

    it('delete from the dead letter: 200, gone; again: 404', async () => {
      const { id } = await deadLettered();
      const answer = await deafly(() => api(deaf.url).deleteDeadLetter(id));
      expect([answer.status, answer.body]).toEqual([200, { deleted: true, job_id: id }]);
      expect((await api(other.url).get(id)).status).toBe(404);
      expect((await deafly(() => api(deaf.url).deleteDeadLetter(id))).status).toBe(404);
    });

    it('the claim of a lease that ran out: once, the expiry recorded once', async () => {
      const name = queue();
      const id = await enqueue(deaf, name);
      await fetch(deaf, name, { visibility_timeout_ms: 300 });
      const [job] = await deafly(() => fetch(deaf, name));
      expect(job).toMatchObject({ id, attempt: 2 });
      expect(job?.errors?.map((error) => error.type)).toEqual(['visibility_timeout']);
    });
  });
}
