import type { components } from '../../generated/types.ts';
import { validatedFetch } from './answers.ts';

type Schemas = components['schemas'];
export type Job = Schemas['Job'];

/** What came back: the status, and the body as the union of what may stand in it. */
export interface Answered<Body> {
  readonly status: number;
  readonly body: Body & { readonly error?: Schemas['ErrorBody'] };
}

/** The operations as a test calls them over HTTP; every answer is held against the spec. */
export function api(url: string) {
  async function call<Body>(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<Answered<Body>> {
    const response = await validatedFetch(new URL(path, url), {
      method,
      headers: { 'Content-Type': 'application/openjobspec+json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const answered: Answered<Body>['body'] = JSON.parse(await response.text());
    return { status: response.status, body: answered };
  }
  const post = <Body>(path: string, body: object, signal?: AbortSignal) =>
    call<Body>('POST', path, body, signal);
  return {
    enqueue: (body: object) => post<{ job: Job; deduplicated?: boolean }>('/ojs/v1/jobs', body),
    enqueueBatch: (jobs: readonly object[]) =>
      post<{ jobs: Job[]; count: number }>('/ojs/v1/jobs/batch', { jobs }),
    get: (id: string) => call<{ job: Job }>('GET', `/ojs/v1/jobs/${id}`),
    cancel: (id: string) => call<{ job: Job }>('DELETE', `/ojs/v1/jobs/${id}`),
    fetch: (body: object, signal?: AbortSignal) =>
      post<{ jobs: Job[] }>('/ojs/v1/workers/fetch', body, signal),
    ack: (body: object) => post<Schemas['AckAnswer']>('/ojs/v1/workers/ack', body),
    nack: (body: object) => post<Schemas['NackAnswer']>('/ojs/v1/workers/nack', body),
    heartbeat: (body: object) => post<Schemas['HeartbeatAnswer']>('/ojs/v1/workers/heartbeat', body),
    registerCron: (body: object) => post<Schemas['CronAnswer']>('/ojs/v1/cron', body),
    getCron: (name: string) => call<Schemas['CronAnswer']>('GET', `/ojs/v1/cron/${name}`),
    listCrons: (query = '') => call<Schemas['CronsAnswer']>('GET', `/ojs/v1/cron${query}`),
    updateCron: (name: string, body: object) =>
      call<Schemas['CronAnswer']>('PATCH', `/ojs/v1/cron/${name}`, body),
    deleteCron: (name: string) => call<Schemas['CronDeletedAnswer']>('DELETE', `/ojs/v1/cron/${name}`),
    events: (query = '') => call<Schemas['EventsAnswer']>('GET', `/ojs/v1/events${query}`),
    progress: (id: string, body: object) =>
      call<Schemas['ProgressAnswer']>('PUT', `/ojs/v1/jobs/${id}/progress`, body),
    progressOf: (id: string) => call<Schemas['ProgressAnswer']>('GET', `/ojs/v1/jobs/${id}/progress`),
    queues: (query = '') => call<Schemas['QueuesAnswer']>('GET', `/ojs/v1/queues${query}`),
    queue: (name: string) => call<Schemas['QueueAnswer']>('GET', `/ojs/v1/queues/${name}`),
    stats: (name: string) => call<Schemas['QueueStatsAnswer']>('GET', `/ojs/v1/queues/${name}/stats`),
    pause: (name: string) => call<Schemas['PauseAnswer']>('POST', `/ojs/v1/queues/${name}/pause`),
    resume: (name: string) => call<Schemas['ResumeAnswer']>('POST', `/ojs/v1/queues/${name}/resume`),
    deadLetter: (query = '') => call<Schemas['DeadLetterPage']>('GET', `/ojs/v1/dead-letter${query}`),
    retryDeadLetter: (id: string) => call<{ job: Job }>('POST', `/ojs/v1/dead-letter/${id}/retry`),
    deleteDeadLetter: (id: string) =>
      call<Schemas['DeadLetterDeleted']>('DELETE', `/ojs/v1/dead-letter/${id}`),
    adminDeadLetter: (query = '') =>
      call<Schemas['AdminDeadLetterPage']>('GET', `/ojs/v1/admin/dead-letter${query}`),
    deadLetterStats: () => call<Schemas['DeadLetterStats']>('GET', '/ojs/v1/admin/dead-letter/stats'),
    adminRetryDeadLetter: (id: string) => call<{ job: Job }>('POST', `/ojs/v1/admin/dead-letter/${id}/retry`),
    createWorkflow: (body: object) => post<Schemas['WorkflowAnswer']>('/ojs/v1/workflows', body),
    workflow: (id: string, query = '') =>
      call<Schemas['WorkflowAnswer']>('GET', `/ojs/v1/workflows/${id}${query}`),
    cancelWorkflow: (id: string) => call<Schemas['WorkflowAnswer']>('DELETE', `/ojs/v1/workflows/${id}`),
    reset: () => post<{ reset: boolean }>('/ojs/v1/admin/reset', {}),
  };
}

/** Asks `question` again every `everyMs` until it answers with something; fails after `withinMs`. */
export async function eventually<T>(
  question: () => Promise<T | undefined>,
  withinMs: number,
  everyMs = 100,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await question();
    if (answer !== undefined) return answer;
    if (performance.now() > until) throw new Error(`Still nothing after ${withinMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
