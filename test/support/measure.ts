import { api } from './api.ts';
import { type Count, type Meter, meter } from './meter.ts';
import { startTestServer, type TestServer, type TestStores } from './server.ts';

/** What one operation, or a load, asked of the table; a load with what the server does by the second in its units. */
export interface Measured {
  readonly name: string;
  /** Requests to DynamoDB by operation. */
  readonly requests: Readonly<Record<string, number>>;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Jobs that the numbers are about; 1 for a single operation. */
  readonly jobs: number;
  /** How long it took, in seconds; 0 for a single operation. */
  readonly seconds: number;
  /** Requests to SQS. */
  readonly sqsRequests: number;
}

interface Metered {
  readonly server: TestServer;
  readonly counts: Meter;
}

const DYNAMODB = /Item$/;
const KB = 1_024;

/** A server on these stores with a meter on both clients. */
export async function startMetered(stores: TestStores): Promise<Metered> {
  let counts: Meter | undefined;
  const server = await startTestServer({
    stores,
    onClients: (clients) => {
      counts = meter(clients, 'start');
    },
  });
  if (!counts) throw new Error('The server made no clients.');
  return { server, counts };
}

/** Each operation once, alone: the units of what a request waits for. */
export async function measureOperations({ server, counts }: Metered): Promise<Measured[]> {
  const {
    enqueue,
    enqueueBatch,
    get,
    cancel,
    fetch,
    ack,
    nack,
    heartbeat,
    progress,
    progressOf,
    events,
    stats,
  } = api(server.url);
  const { deadLetter, retryDeadLetter, deleteDeadLetter } = api(server.url);
  const rows: Measured[] = [];
  let runs = 0;

  async function measured<T>(name: string, action: () => Promise<T>): Promise<T> {
    runs += 1;
    const label = `${runs} ${name}`;
    // A read has this server's events written: none falls into what is measured.
    await events('?limit=1');
    counts.switchTo(label);
    const result = await action();
    counts.switchTo('between');
    rows.push(rowOf(name, counts, label, 1));
    return result;
  }
  /** A job in a queue that is known already, so that what is done once a queue does not count. */
  const plainBody = (args: unknown[], more: object = {}) => ({
    type: 'cost.test',
    args,
    options: { queue: 'cost', ...more },
  });
  const put = (args: unknown[], more: object = {}) => enqueue(plainBody(args, more));
  const take = (more: object = {}) => fetch({ queues: ['cost'], worker_id: 'w', wait_ms: 5_000, ...more });

  await put(['first']);
  const first = (await take()).body.jobs[0];
  await ack({ job_id: first?.id });
  await pause(200);

  const plain = (await measured('enqueue', () => put(['plain', 1]))).body.job;
  await measured('get', () => get(plain.id));
  await measured('queue stats', () => stats('cost'));
  await measured('fetch (claim)', () => take());
  await measured('heartbeat, first of a long lease', () =>
    heartbeat({ worker_id: 'w', active_jobs: [plain.id] }),
  );
  await measured('heartbeat, lease still covers', () =>
    heartbeat({ worker_id: 'w', active_jobs: [plain.id] }),
  );
  await progress(plain.id, { progress: 0.1 });
  await measured('report progress', () => progress(plain.id, { progress: 0.5, message: 'half' }));
  await measured('progress', () => progressOf(plain.id));
  await measured('ack', () => ack({ job_id: plain.id, worker_id: 'w', attempt: 1, result: { ok: true } }));

  const batch = (
    await measured('batch of 100', () => enqueueBatch(Array.from({ length: 100 }, (_, n) => plainBody([n]))))
  ).body.jobs;
  await measured('get, of a batch, before its first fetch', () => get(batch[0]?.id ?? ''));
  await Promise.all(batch.map(({ id }) => cancel(id)));

  // A queue of its own, known already: what lies in the other one is not to be met here.
  const one = { queue: 'cost-unique', unique: { keys: ['queue'] } };
  const another = { ...one, unique: { ...one.unique, on_conflict: 'replace' } };
  const takeUnique = () => fetch({ queues: [one.queue], worker_id: 'w', wait_ms: 5_000 });
  await put(['first'], { queue: one.queue });
  await ack({ job_id: (await takeUnique()).body.jobs[0]?.id });
  await pause(200);
  await measured('enqueue, unique', () => put(['unique', 1], one));
  await measured('enqueue, unique, refused', () => put(['unique', 2], one));
  await measured('enqueue, unique, replaces', () => put(['unique', 3], another));
  const next = (await measured('fetch (claim), unique', takeUnique)).body.jobs[0];
  await measured('ack, unique', () => ack({ job_id: next?.id, worker_id: 'w', attempt: 1 }));
  await measured('enqueue, unique, after others', () => put(['unique', 4], one));

  // In batches: keys of their own, and as many jobs that replace them.
  const keyed = (on_conflict: string) => ({
    queue: one.queue,
    unique: { keys: ['queue', 'args'], on_conflict },
  });
  const hundred = (on_conflict: string) =>
    Array.from({ length: 100 }, (_, n) => plainBody([n, 'batch'], keyed(on_conflict)));
  await measured('batch of 100, unique', () => enqueueBatch(hundred('reject')));
  await measured('batch of 100, unique, all ignored', () => enqueueBatch(hundred('ignore')));
  await measured('batch of 100, unique, all replace', () => enqueueBatch(hundred('replace')));
  const ownId = { id: '019461a8-1a2b-7c3d-8e4f-00000000c057' };
  await measured('enqueue, unique, replaces, with an id of its own', () =>
    enqueue({ ...ownId, ...plainBody([0, 'batch'], keyed('replace')) }),
  );

  const dying = (await put(['dies, unique'], { unique: { keys: ['args'] } })).body.job;
  await take();
  await nack({ job_id: dying.id, error: { code: 'DEAD_LETTER', message: 'no' } });
  await measured('retry from the dead letter, unique', () => retryDeadLetter(dying.id));
  await take();
  await ack({ job_id: dying.id });

  const failing = (await put(['fails'])).body.job;
  await take();
  await measured('nack, to be retried', () =>
    nack({ job_id: failing.id, worker_id: 'w', error: { message: 'no' } }),
  );
  await measured('cancel', () => cancel(failing.id));

  const requeued = (await put(['requeued'])).body.job;
  await take();
  await measured('nack with requeue', () => nack({ job_id: requeued.id, requeue: true }));
  await cancel(requeued.id);

  const { cursor } = (await events('?limit=1000')).body;
  await measured('events, nothing new', () => events(`?after=${cursor}`));
  const dead = (await put(['dies'])).body.job;
  const die = () => nack({ job_id: dead.id, error: { code: 'DEAD_LETTER', message: 'no' } });
  await take();
  await measured('nack, into the dead letter', die);
  await measured('list of the dead letter, 1 job', () => deadLetter());
  await measured('retry from the dead letter', () => retryDeadLetter(dead.id));
  await take();
  await die();
  await measured('delete from the dead letter', () => deleteDeadLetter(dead.id));

  const large = (await measured('enqueue, 30 KB', () => put(['x'.repeat(30 * KB)]))).body.job;
  await measured('fetch (claim), 30 KB', () => take());
  await measured('ack, 30 KB', () => ack({ job_id: large.id, worker_id: 'w' }));

  const huge = (await measured('enqueue, 300 KB', () => put(['x'.repeat(300 * KB)]))).body.job;
  await measured('fetch (claim), 300 KB', () => take());
  await measured('heartbeat, 300 KB', () => heartbeat({ worker_id: 'w', active_jobs: [huge.id] }));
  await ack({ job_id: huge.id, worker_id: 'w' });
  return rows;
}

/** `jobs` plain jobs at `perSecond`, worked off by ten workers, and everything done behind them. */
export async function measureLoad(
  { server, counts }: Metered,
  jobs: number,
  perSecond: number,
): Promise<Measured> {
  const { enqueue, fetch, ack } = api(server.url);
  const name = `${jobs} jobs at ${perSecond} a second`;
  const queue = `load-${perSecond}`;
  counts.switchTo(name);
  let done = 0;
  const worker = async (workerId: string) => {
    while (done < jobs) {
      const { body } = await fetch({ queues: [queue], worker_id: workerId, count: 5, wait_ms: 1_000 });
      for (const { id, attempt } of body.jobs) {
        await ack({ job_id: id, worker_id: workerId, attempt });
        done += 1;
      }
    }
  };
  const workers = Array.from({ length: 10 }, (_, n) => worker(`worker-${n}`));
  const startedAt = performance.now();
  for (let n = 0; n < jobs; n += 1) {
    await pause(startedAt + (n * 1_000) / perSecond - performance.now());
    await enqueue({ type: 'cost.test', args: [n, 'some text'], options: { queue } });
  }
  await Promise.all(workers);
  const seconds = (performance.now() - startedAt) / 1_000;
  // What is done behind the jobs comes within the 10 s of a lease's first look.
  await pause(11_000);
  counts.switchTo('between');
  return { ...rowOf(`${jobs} jobs, ${Math.round(jobs / seconds)} a second`, counts, name, jobs), seconds };
}

/** `seconds` of ten workers that wait at an empty queue. */
export async function measureIdle({ server, counts }: Metered, seconds: number): Promise<Measured> {
  const name = `idle for ${seconds} s`;
  counts.switchTo(name);
  const until = performance.now() + seconds * 1_000;
  const worker = async (workerId: string) => {
    while (performance.now() < until)
      await api(server.url).fetch({ queues: ['idle'], worker_id: workerId, wait_ms: 1_000 });
  };
  await Promise.all(Array.from({ length: 10 }, (_, n) => worker(`worker-${n}`)));
  counts.switchTo('between');
  return rowOf(name, counts, name, 1);
}

function rowOf(name: string, counts: Meter, label: string, jobs: number): Measured {
  const operations = [...counts.countsOf(label)];
  const bySecond = jobs > 1 ? [...counts.countsOf(counts.bySecond(label))] : [];
  const sum = (of: (count: Readonly<Count>) => number) =>
    [...operations, ...bySecond].reduce((total, [, count]) => total + of(count), 0);
  const isDynamodb = (operation: string) =>
    DYNAMODB.test(operation) || operation === 'Query' || operation === 'Scan';
  return {
    name,
    requests: Object.fromEntries(
      operations
        .filter(([operation]) => isDynamodb(operation))
        .map(([operation, { requests }]) => [operation, requests]),
    ),
    readUnits: sum(({ readUnits }) => readUnits),
    writeUnits: sum(({ writeUnits }) => writeUnits),
    jobs,
    seconds: 0,
    sqsRequests: operations
      .filter(([operation]) => !isDynamodb(operation))
      .reduce((total, [, { requests }]) => total + requests, 0),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
