import createOpenApiClient from 'openapi-fetch';
import type { components, paths } from '../../generated/types.ts';
import { beatOf } from './beat.ts';
import type { AnyClient } from './client.ts';
import { cronOf, cronsOf } from './crons.ts';
import { errorOfAnswer, isOjsError } from './error.ts';
import { type Exchange, readable, unreadable } from './exchange.ts';
import { isOutcomeOf, nackBody } from './jobs.ts';
import { type CallOptions, type ClientOptions, type Cron, checkedBaseUrl, type Health } from './options.ts';
import { isConflict, isDuplicateOf, isLike, isNotFound, isRetried, isWorkflowOf } from './repeats.ts';
import { type Machine, retryAfterMs, retryPolicy, sendWithRetries } from './retry.ts';
import { type Workflow, type WorkflowPageOptions, workflowBody } from './workflows.ts';

type StoredJob = components['schemas']['Job'];
const MEDIA = 'application/openjobspec+json';

/** The client on a given machine; `newId` makes UUIDv7. Throws what `createClient` throws. */
export function openClient(options: ClientOptions, machine: Machine, newId: () => string): AnyClient {
  const policy = retryPolicy(options.retry);
  const workerId = options.workerId ?? `worker-${newId()}`;
  const api = createOpenApiClient<paths, typeof MEDIA>({
    baseUrl: checkedBaseUrl(options.baseUrl),
    fetch: (request) => sendWithRetries(request, policy, machine),
    headers: {
      Accept: MEDIA,
      'OJS-Version': '1.0',
      ...(options.apiKey !== undefined && { Authorization: `Bearer ${options.apiKey}` }),
    },
  });
  const inBody = { headers: { 'Content-Type': MEDIA } };

  async function answered<Data>(call: Promise<Exchange<Data>>): Promise<Data> {
    return dataOf(await readable(call));
  }

  function dataOf<Data>({ data, error, response }: Exchange<Data>): Data {
    if (!response.ok) throw errorOfAnswer(response, error, retryAfterMs(response, machine.now()));
    if (data === undefined || data === null) throw unreadable(response.status);
    return data;
  }

  async function get(id: string, { signal }: CallOptions = {}): Promise<StoredJob> {
    return (await answered(api.GET('/ojs/v1/jobs/{id}', { params: { path: { id } }, ...having(signal) })))
      .job;
  }

  async function getCron(name: string, { signal }: CallOptions = {}): Promise<Cron> {
    const params = { path: { name } };
    return cronOf(await answered(api.GET('/ojs/v1/cron/{name}', { params, ...having(signal) })));
  }

  async function getWorkflow(
    id: string,
    { signal, limit, offset }: WorkflowPageOptions = {},
  ): Promise<Workflow> {
    const query = { ...(limit !== undefined && { limit }), ...(offset !== undefined && { offset }) };
    const params = { path: { id }, query };
    return (await answered(api.GET('/ojs/v1/workflows/{id}', { params, ...having(signal) }))).workflow;
  }

  /**
   * The job itself where a refusal only says that this very call has succeeded before; read where a server
   * answers ack and nack without it, as the standard allows.
   */
  async function unlessRepeated(
    call: Promise<{ job?: StoredJob }>,
    repeat: { id: string; refusal: (error: unknown) => boolean; isOwn: (job: StoredJob) => boolean },
    options: CallOptions,
  ): Promise<StoredJob> {
    try {
      return (await call).job ?? (await get(repeat.id, options));
    } catch (error) {
      if (!repeat.refusal(error)) throw error;
      const job = await get(repeat.id, options);
      if (repeat.isOwn(job)) return job;
      throw error;
    }
  }

  return {
    workerId,
    enqueue(type, args, { id = newId(), meta, schema, signal, ...jobOptions } = {}) {
      const body = {
        id,
        type,
        args,
        ...(meta !== undefined && { meta }),
        ...(schema !== undefined && { schema }),
        options: jobOptions,
      };
      return unlessRepeated(
        answered(api.POST('/ojs/v1/jobs', { ...inBody, ...having(signal), body })),
        { id, refusal: (error) => isDuplicateOf(error, id), isOwn: () => true },
        { signal },
      );
    },
    get,
    cancel(id, { signal } = {}) {
      return unlessRepeated(
        answered(api.DELETE('/ojs/v1/jobs/{id}', { params: { path: { id } }, ...having(signal) })),
        { id, refusal: isConflict, isOwn: ({ state }) => state === 'cancelled' },
        { signal },
      );
    },
    async fetch(queues, { signal, ...asked } = {}) {
      const body = {
        ...asked,
        queues: typeof queues === 'string' ? [queues] : [...queues],
        worker_id: workerId,
      };
      const call = api.POST('/ojs/v1/workers/fetch', { ...inBody, ...having(signal), body });
      return (await answered(call)).jobs.map((job) => ({ ...job, worker_id: job.worker_id ?? workerId }));
    },
    ack({ id, worker_id, attempt }, result, { signal } = {}) {
      const body = { job_id: id, worker_id, attempt, ...(result !== undefined && { result }) };
      const isOwn = (job: StoredJob) =>
        job.state === 'completed' && job.worker_id === worker_id && job.attempt === attempt;
      return unlessRepeated(
        answered(api.POST('/ojs/v1/workers/ack', { ...inBody, ...having(signal), body })),
        { id, refusal: isConflict, isOwn },
        { signal },
      );
    },
    nack(hold, failure, { signal } = {}) {
      const said = nackBody(failure);
      const body = { job_id: hold.id, worker_id: hold.worker_id, attempt: hold.attempt, ...said };
      return unlessRepeated(
        answered(api.POST('/ojs/v1/workers/nack', { ...inBody, ...having(signal), body })),
        { id: hold.id, refusal: isConflict, isOwn: (job) => isOutcomeOf(job, hold, said) },
        { signal },
      );
    },
    async heartbeat(jobs, { signal, ...about } = {}) {
      const [first, ...others] = jobs;
      const ids = jobs.map(({ id }) => id);
      const body = {
        ...about,
        worker_id: workerId,
        active_jobs: ids,
        active_job_ids: ids,
        ...(first !== undefined && others.length === 0 && { attempt: first.attempt }),
      };
      return beatOf(
        await answered(api.POST('/ojs/v1/workers/heartbeat', { ...inBody, ...having(signal), body })),
        ids,
      );
    },
    async registerCron(definition, { signal } = {}) {
      try {
        const call = api.POST('/ojs/v1/cron', { ...inBody, ...having(signal), body: definition });
        return cronOf(await answered(call));
      } catch (error) {
        if (!isOjsError(error, 'duplicate')) throw error;
        const cron = await getCron(definition.name, { signal });
        if (isLike(cron, definition)) return cron;
        throw error;
      }
    },
    getCron,
    async listCrons({ signal, ...query } = {}) {
      const wanted = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
      return cronsOf(
        await answered(api.GET('/ojs/v1/cron', { params: { query: wanted }, ...having(signal) })),
      );
    },
    async updateCron(name, change, { signal } = {}) {
      const params = { path: { name } };
      return cronOf(
        await answered(
          api.PATCH('/ojs/v1/cron/{name}', { params, ...inBody, ...having(signal), body: change }),
        ),
      );
    },
    async deleteCron(name, { signal } = {}) {
      const params = { path: { name } };
      try {
        await answered(api.DELETE('/ojs/v1/cron/{name}', { params, ...having(signal) }));
      } catch (error) {
        if (!isOjsError(error, 'not_found')) throw error;
      }
    },
    async createWorkflow(definition, { signal } = {}) {
      const { id = newId() } = definition;
      const body = workflowBody(definition, id);
      try {
        return (await answered(api.POST('/ojs/v1/workflows', { ...inBody, ...having(signal), body })))
          .workflow;
      } catch (error) {
        if (!isWorkflowOf(error, id)) throw error;
        return getWorkflow(id, { signal });
      }
    },
    getWorkflow,
    async cancelWorkflow(id, { signal } = {}) {
      const params = { path: { id } };
      try {
        return (await answered(api.DELETE('/ojs/v1/workflows/{id}', { params, ...having(signal) }))).workflow;
      } catch (error) {
        if (!isConflict(error)) throw error;
        const workflow = await getWorkflow(id, { signal });
        if (workflow.state === 'cancelled') return workflow;
        throw error;
      }
    },
    progress({ id, worker_id, attempt }, report, { signal } = {}) {
      const params = { path: { id } };
      const body = { ...report, worker_id, attempt };
      return answered(api.PUT('/ojs/v1/jobs/{id}/progress', { ...inBody, params, ...having(signal), body }));
    },
    progressOf(id, { signal } = {}) {
      return answered(api.GET('/ojs/v1/jobs/{id}/progress', { params: { path: { id } }, ...having(signal) }));
    },
    events({ signal, after, types, queues, jobTypes, limit } = {}) {
      const query = {
        ...(after !== undefined && { after }),
        ...(types !== undefined && { types: types.join(',') }),
        ...(queues !== undefined && { queues: queues.join(',') }),
        ...(jobTypes !== undefined && { job_types: jobTypes.join(',') }),
        ...(limit !== undefined && { limit }),
      };
      return answered(api.GET('/ojs/v1/events', { params: { query }, ...having(signal) }));
    },
    queues({ signal, limit, cursor } = {}) {
      const query = { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) };
      return answered(api.GET('/ojs/v1/queues', { params: { query }, ...having(signal) }));
    },
    async queue(name, { signal } = {}) {
      const call = api.GET('/ojs/v1/queues/{name}', { params: { path: { name } }, ...having(signal) });
      return (await answered(call)).queue;
    },
    queueStats(name, { signal } = {}) {
      const path = { name };
      return answered(api.GET('/ojs/v1/queues/{name}/stats', { params: { path }, ...having(signal) }));
    },
    pauseQueue(name, { signal } = {}) {
      const path = { name };
      return answered(api.POST('/ojs/v1/queues/{name}/pause', { params: { path }, ...having(signal) }));
    },
    resumeQueue(name, { signal } = {}) {
      const path = { name };
      return answered(api.POST('/ojs/v1/queues/{name}/resume', { params: { path }, ...having(signal) }));
    },
    async deadLetter({ queue, type, limit, after, signal } = {}) {
      const query = {
        ...(queue !== undefined && { queue }),
        ...(type !== undefined && { type }),
        ...(limit !== undefined && { limit }),
        ...(after !== undefined && { cursor: after }),
      };
      const call = api.GET('/ojs/v1/dead-letter', { params: { query }, ...having(signal) });
      const { jobs, pagination } = await answered(call);
      const { next_cursor: next } = pagination;
      return { jobs, ...(next !== undefined && { next }) };
    },
    retryDeadLetter(id, { signal } = {}) {
      const params = { path: { id } };
      return unlessRepeated(
        answered(api.POST('/ojs/v1/dead-letter/{id}/retry', { params, ...having(signal) })),
        { id, refusal: isNotFound, isOwn: isRetried },
        { signal },
      );
    },
    async deleteDeadLetter(id, { signal } = {}) {
      const params = { path: { id } };
      try {
        await answered(api.DELETE('/ojs/v1/dead-letter/{id}', { params, ...having(signal) }));
      } catch (error) {
        if (!isNotFound(error)) throw error;
        const left = await get(id, { signal }).catch((missing: unknown) => missing);
        if (!isNotFound(left)) throw error;
      }
    },
    manifest({ signal } = {}) {
      return answered(api.GET('/ojs/manifest', { ...having(signal) }));
    },
    async health({ signal } = {}) {
      const once = (request: Request) => sendWithRetries(request, { ...policy, attempts: 1 }, machine);
      const exchange = await readable(api.GET('/ojs/v1/health', { ...having(signal), fetch: once }));
      return isHealth(exchange.error) ? exchange.error : dataOf(exchange);
    },
  };
}

function isHealth(value: unknown): value is Health {
  return typeof value === 'object' && value !== null && 'backend' in value;
}

/** An option that is not given must be left out, not undefined. */
function having(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
