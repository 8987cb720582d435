import { v7 } from 'uuid';
import { call } from './call.ts';

/**
 * The rows of the table: a state, and the calls that bring a job into it. A job in the dead letter is
 * discarded too, and a row of its own.
 */
export const STATES = {
  scheduled: [enqueue({ scheduled_at: '2099-01-01T00:00:00Z' })],
  pending: [enqueue({ pending: true })],
  available: [enqueue({})],
  active: [enqueue({}), fetch],
  retryable: [enqueue({ retry: { initial_interval: 'PT1H' } }), fetch, nack({ retryable: true })],
  completed: [enqueue({}), fetch, ack],
  cancelled: [enqueue({}), cancel],
  discarded: [enqueue({}), fetch, nack({ retryable: false })],
  'dead-lettered': [enqueue({ retry: { on_exhaustion: 'dead_letter' } }), fetch, nack({ retryable: false })],
} as const satisfies Readonly<Record<string, readonly Step[]>>;

export type StateName = keyof typeof STATES;
export const stateNames = Object.keys(STATES).filter(
  (name): name is StateName => name in STATES,
) as readonly StateName[];

/** What a job in that row says of its state. */
export function stateOf(name: StateName): Exclude<StateName, 'dead-lettered'> {
  return name === 'dead-lettered' ? 'discarded' : name;
}

/** A job of a test: alone in its queue, so that a fetch can find no other. */
export interface Subject {
  readonly url: string;
  readonly id: string;
  readonly queue: string;
}

/** Who fetched a job that is or was active. */
export const HOLDER = 'holder';

type Step = (subject: Subject) => Promise<{ readonly status: number }>;

/** A new job in that state. */
export async function jobIn(url: string, state: StateName): Promise<Subject> {
  return jobAfter(url, ...STATES[state]);
}

/** A new job after these calls, each of which must succeed. */
export async function jobAfter(url: string, ...steps: readonly Step[]): Promise<Subject> {
  const id = v7();
  const subject: Subject = { url, id, queue: `lifecycle-${id}` };
  for (const step of steps) {
    const { status } = await step(subject);
    if (status >= 300) throw new Error(`A step before the test was answered with ${status}.`);
  }
  return subject;
}

export function enqueue(options: object): Step {
  return ({ url, id, queue }) =>
    call(url, 'POST', '/jobs', { id, type: 'life.cycle', args: [1], options: { queue, ...options } });
}

/** Waits for the job, which is known to be on its way. */
export async function fetch({ url, queue }: Subject): Promise<{ readonly status: number }> {
  const { status, body } = await call(url, 'POST', '/workers/fetch', {
    queues: [queue],
    worker_id: HOLDER,
    wait_ms: 5_000,
  });
  if (body.jobs?.length !== 1) throw new Error('A fetch before the test found no job.');
  return { status };
}

export function nack(error: object): Step {
  return ({ url, id }) =>
    call(url, 'POST', '/workers/nack', { job_id: id, error: { message: 'It failed.', ...error } });
}

function ack({ url, id }: Subject) {
  return call(url, 'POST', '/workers/ack', { job_id: id, result: 7 });
}

function cancel({ url, id }: Subject) {
  return call(url, 'DELETE', `/jobs/${id}`);
}
