import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { expiryWatch } from '../../src/background/expiry-watch.ts';
import { leaseKeeper } from '../../src/background/lease-keeper.ts';
import { looker } from '../../src/background/look.ts';
import { workflowAdvances } from '../../src/background/workflow-advances.ts';
import { type Clients, openClients } from '../../src/clients.ts';
import { ackJob } from '../../src/engine/ack-job.ts';
import { type Chronicle, toldTo } from '../../src/engine/chronicle.ts';
import { createWorkflow } from '../../src/engine/create-workflow.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { fetchJobs } from '../../src/engine/fetch-jobs.ts';
import type { Job } from '../../src/engine/job.ts';
import { knownQueues } from '../../src/engine/known-queues.ts';
import { nackJob } from '../../src/engine/nack-job.ts';
import { newHeads } from '../../src/engine/new-heads.ts';
import { pauseGate } from '../../src/engine/pauses.ts';
import { openQueueLanes } from '../../src/engine/queue-lanes.ts';
import { limitWriter } from '../../src/engine/queue-limit.ts';
import { settingsReader } from '../../src/engine/queue-settings.ts';
import { rateGate } from '../../src/engine/rate-limits.ts';
import { readWorkflow } from '../../src/engine/read-workflow.ts';
import type { WorkflowParts } from '../../src/engine/workflows.ts';
import { jobOfTemplate } from '../../src/http/read-cron.ts';
import { type Clock, systemClock } from '../../src/rules/clock.ts';
import { NO_TOTALS } from '../../src/rules/counts.ts';
import type { Happening } from '../../src/rules/event.ts';
import { JsonText } from '../../src/rules/json-text.ts';
import type { Log } from '../../src/rules/log.ts';
import {
  CALLBACK_NAMES,
  type NewWorkflow,
  type StepRequest,
  type WorkflowKind,
} from '../../src/rules/workflow.ts';
import { createTable } from '../../src/table/create-table.ts';
import { openStore } from '../../src/table/store.ts';
import { throughLaneQueues } from '../../src/transport/lane-queues.ts';
import { openLanes } from '../../src/transport/lanes.ts';
import { standardTransport } from '../../src/transport/standard.ts';
import type { TestStores } from './server.ts';

/** The engine of a server, without HTTP, and the verbs as a test of workflows calls them. */
export interface WorkflowEngine {
  readonly parts: WorkflowParts;
  readonly clients: Clients;
  /** What was told, in order. */
  readonly events: readonly Happening[];
  readonly warnings: readonly string[];
  create(workflow: NewWorkflow): ReturnType<typeof createWorkflow>;
  read(id: string): ReturnType<typeof readWorkflow>;
  fetch(queue: string, count?: number, waitMs?: number): Promise<Job[]>;
  ack(job: Job, result?: unknown): Promise<Job>;
  fail(job: Job): Promise<Job>;
  close(): Promise<void>;
  /** Ends where nothing that it does can end any more. */
  abandon(): void;
}

export interface WorkflowEngineOptions {
  readonly table?: string;
  readonly clock?: Clock;
  /** Called before the first call, to put something on the clients. */
  readonly onClients?: (clients: Clients) => void;
  /** Is told of every write, too. */
  readonly chronicle?: Chronicle;
  /** Whether it writes expiries of jobs that it knows, as every server does. */
  readonly watchesExpiries?: boolean;
}

/** An engine over these stores, put together as `src/server.ts` does it. */
export async function workflowEngine(
  stores: TestStores,
  {
    table = 'ojs-jobs',
    clock = systemClock,
    onClients,
    chronicle = () => undefined,
    watchesExpiries = true,
  }: WorkflowEngineOptions = {},
): Promise<WorkflowEngine> {
  const clients = openClients({ region: 'us-east-1', ...stores });
  await createTable(clients.dynamodb, table);
  onClients?.(clients);
  const events: Happening[] = [];
  const warnings: string[] = [];
  const log: Log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (_fields, message) => warnings.push(message),
    error: (_fields, message) => warnings.push(message),
  };
  const store = openStore(clients.documents, table, randomBytes(6).toString('base64url'), clock);
  const queueLanes = openQueueLanes(store, clock, (queue) => settings.current(queue));
  const transport = throughLaneQueues(
    standardTransport(clients.sqs, { prefix: 'ojs', clock, log }),
    queueLanes,
    { clock, log, unhinted: (lane) => looks.unhinted(lane.queue) },
  );
  const lanes = openLanes(transport, queueLanes, clock, log);
  const settings = settingsReader(store, clock, (queue) => looks.atOnce(queue), queueLanes.learn);
  const told: Chronicle = toldTo(
    (change) => looks.told(change),
    (change) => watchesExpiries && expiries.told(change),
    (change) => advances.told(change),
    chronicle,
  );
  const leases = leaseKeeper({ store, lanes, chronicle: told, clock, log });
  const looks = looker({ store, lanes, queueLanes, leases, chronicle: told, clock, log });
  const expiries = expiryWatch({ store, chronicle: told, clock, log });
  const advances = workflowAdvances(() => parts);
  const engine: Engine = {
    store,
    lanes,
    leases,
    looks,
    workflows: advances,
    knownQueues: knownQueues(store, clock, log),
    settings,
    pauses: pauseGate(settings),
    queueLanes,
    limits: limitWriter(store, clock, settings),
    rates: rateGate(store, clock, log, settings),
    counts: { of: async () => NO_TOTALS },
    chronicle: told,
    events: { tell: (happened) => events.push(happened), flush: async () => undefined },
    queueChronicle: () => undefined,
    clock,
    log,
    sqsNames: ({ queue }) => queue,
    newId: () => v7(),
    defaultLeaseMs: 1_800_000,
  };
  const abandon = () => {
    for (const part of [leases, expiries, advances, looks]) part.forget();
    lanes.close();
    clients.documents.destroy();
    clients.dynamodb.destroy();
    clients.sqs.destroy();
  };
  const parts: WorkflowParts = { engine, heads: newHeads(engine), jobOf: jobOfTemplate };
  return {
    parts,
    clients,
    events,
    warnings,
    create: (workflow) => createWorkflow(parts, workflow),
    read: (id) => readWorkflow(parts, id, { limit: 20_000, offset: 0 }),
    fetch: (queue, count = 1, waitMs = 3_000) =>
      fetchJobs(engine, { queues: [queue], count, waitMs }, new AbortController().signal),
    ack: ({ head }, result) =>
      ackJob(engine, {
        jobId: head.id,
        attempt: head.attempt,
        result: result === undefined ? undefined : new JsonText(JSON.stringify(result)),
      }),
    fail: ({ head }) =>
      nackJob(engine, {
        jobId: head.id,
        attempt: head.attempt,
        requeue: false,
        error: { message: 'It failed.' },
      }),
    async close() {
      await advances.close();
      await looks.close();
      await transport.close(100);
      abandon();
    },
    abandon,
  };
}

/** A step that asks for `envelope`; what is not said is said here. */
export function step(envelope: {
  type?: string;
  queue: string;
  options?: object;
  args?: unknown[];
}): StepRequest {
  const { type = 'workflow.test', queue, options, args = [] } = envelope;
  const text = JSON.stringify({ type, args, options: { queue, ...options } });
  return { envelope: text, job: jobOfTemplate(text, Date.now()) };
}

/** A workflow whose jobs are these; every callback that is named gets a queue of its own: `<queue>-<name>`. */
export function workflow(
  kind: WorkflowKind,
  steps: readonly StepRequest[],
  callbacks: readonly (typeof CALLBACK_NAMES)[number][] = [],
): NewWorkflow {
  const queue = steps[0]?.job.queue ?? '';
  return {
    kind,
    name: `${kind} of a test`,
    steps,
    callbacks: Object.fromEntries(
      CALLBACK_NAMES.filter((name) => callbacks.includes(name)).map((name) => [
        name,
        step({
          type: `callback.${name}`,
          queue: `${queue}-${name}`,
          options: { retry: { max_attempts: 1 } },
        }),
      ]),
    ),
  };
}
