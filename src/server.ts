import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { openCensus } from './background/census.ts';
import { openCounters } from './background/counters.ts';
import { cronScheduler } from './background/cron-scheduler.ts';
import { deadLetterSweep } from './background/dead-letter-sweep.ts';
import { eventWriter } from './background/event-writer.ts';
import { expiryWatch } from './background/expiry-watch.ts';
import { leaseKeeper } from './background/lease-keeper.ts';
import { looker } from './background/look.ts';
import { promoter } from './background/promoter.ts';
import { tickWatch } from './background/tick-watch.ts';
import { workflowAdvances } from './background/workflow-advances.ts';
import { workflowSweep } from './background/workflow-sweep.ts';
import type { Clients } from './clients.ts';
import type { Config } from './config/read.ts';
import { deadLetterAnnouncements } from './engine/announce-dead-letter.ts';
import { toldTo } from './engine/chronicle.ts';
import type { Ticking } from './engine/cron-tick.ts';
import type { Engine } from './engine/engine.ts';
import { enqueuer } from './engine/enqueue.ts';
import { finishReplacing } from './engine/finish-replacing.ts';
import { knownQueues } from './engine/known-queues.ts';
import { newHeads } from './engine/new-heads.ts';
import { pauseGate } from './engine/pauses.ts';
import { openQueueLanes } from './engine/queue-lanes.ts';
import { limitWriter } from './engine/queue-limit.ts';
import { settingsReader } from './engine/queue-settings.ts';
import { rateGate } from './engine/rate-limits.ts';
import type { WorkflowParts } from './engine/workflows.ts';
import { createApp } from './http/app.ts';
import { adminHandlers } from './http/handlers/admin.ts';
import { aliasHandlers } from './http/handlers/aliases.ts';
import { cronHandlers } from './http/handlers/crons.ts';
import { deadLetterHandlers } from './http/handlers/dead-letter.ts';
import { eventHandlers } from './http/handlers/events.ts';
import { jobHandlers } from './http/handlers/jobs.ts';
import { progressHandlers } from './http/handlers/progress.ts';
import { queueHandlers } from './http/handlers/queues.ts';
import { systemHandlers } from './http/handlers/system.ts';
import { workerHandlers } from './http/handlers/workers.ts';
import { workflowHandlers } from './http/handlers/workflows.ts';
import { listen } from './http/listen.ts';
import { jobOfTemplate } from './http/read-cron.ts';
import type { Clock } from './rules/clock.ts';
import { queueEvent, tickEvent } from './rules/event.ts';
import type { Log } from './rules/log.ts';
import { watchClock } from './table/clock-check.ts';
import { createTable } from './table/create-table.ts';
import { emptyTable } from './table/empty-table.ts';
import { openStore } from './table/store.ts';
import { switchOnTimeToLive } from './table/time-to-live.ts';
import { openAnnouncer } from './transport/announcer.ts';
import { throughLaneQueues } from './transport/lane-queues.ts';
import { openLanes } from './transport/lanes.ts';
import { sqsQueueName } from './transport/names.ts';
import { purgeQueues } from './transport/purge.ts';
import { standardTransport } from './transport/standard.ts';
import { VERSION } from './version.ts';

/** A server at work. */
export interface Server {
  readonly url: string;
  /** Stops taking requests, finishes what is under way, confirms the leases, sends what is unsent. */
  close(): Promise<void>;
}

/** Of the time to stop, what confirming leases and sending the last hints may take; at most half of it. */
const LAST_CALLS_MS = 3_000;
/** Hints go out even where requests have taken all the time. */
const SHORTEST_SENDING_MS = 100;

/**
 * Wires the rooms together and serves. The one place that knows all of them.
 * @throws ListenError, TableShapeError, and what the stores answer to their first calls.
 */
export async function startServer(config: Config, clients: Clients, clock: Clock, log: Log): Promise<Server> {
  watchClock(clients.dynamodb, clock, log);
  await createTable(clients.dynamodb, config.table);
  await switchOnTimeToLive(clients.dynamodb, config.table, log);
  const incarnation = randomBytes(6).toString('base64url');
  const store = openStore(clients.documents, config.table, incarnation, clock, config.retention, (head) =>
    finishReplacing(engine, head),
  );
  const queueLanes = openQueueLanes(store, clock, (queue) => settings.current(queue));
  const transport = throughLaneQueues(
    standardTransport(clients.sqs, { prefix: config.queuePrefix, clock, log }),
    queueLanes,
    { clock, log, unhinted: (lane) => looks.unhinted(lane.queue) },
  );
  const lanes = openLanes(transport, queueLanes, clock, log);
  const announcer = openAnnouncer(clients.sqs, { prefix: config.queuePrefix, clock, log });
  const deadLetters = deadLetterSweep({ store, clock, log }, config.deadLetterMax);
  const counters = openCounters(store, clock, log, (queue) => census.recount(queue));
  const watch = tickWatch(clock);
  const census = openCensus({ store, counters, watch, clock, log });
  const settings = settingsReader(store, clock, (queue) => looks.atOnce(queue), queueLanes.learn);
  const limits = limitWriter(store, clock, settings);
  const rates = rateGate(store, clock, log, settings);
  const known = knownQueues(store, clock, log);
  const newId = () => v7();
  const events = eventWriter(store, clock, log, newId);
  const chronicle = toldTo(
    counters.chronicle,
    events.chronicle,
    (change) => looks.told(change),
    (change) => expiries.told(change),
    (change) => advances.told(change),
    deadLetterAnnouncements(store, announcer, log),
  );
  const leases = leaseKeeper({ store, lanes, chronicle, clock, log });
  const looks = looker({ store, lanes, queueLanes, leases, chronicle, clock, log });
  const expiries = expiryWatch({ store, chronicle, clock, log });
  const advances = workflowAdvances(() => workflowParts);
  const engine: Engine = {
    store,
    lanes,
    leases,
    looks,
    workflows: advances,
    knownQueues: known,
    settings,
    pauses: pauseGate(settings),
    queueLanes,
    limits,
    rates,
    counts: counters,
    chronicle,
    events,
    queueChronicle: ({ name, pausedAt }) =>
      events.tell(queueEvent(pausedAt === undefined ? 'queue.resumed' : 'queue.paused', name)),
    clock,
    log,
    sqsNames: (address) => sqsQueueName(config.queuePrefix, { ...address, fifo: false }),
    newId,
    defaultLeaseMs: config.visibilityTimeoutMs,
  };
  const heads = newHeads(engine);
  const enqueue = enqueuer(engine, heads);
  const ticking: Ticking = {
    engine,
    enqueue,
    jobOf: jobOfTemplate,
    tell: (told) => events.tell(tickEvent(told)),
  };
  const workflowParts: WorkflowParts = { engine, heads, jobOf: jobOfTemplate };
  const workflows = workflowSweep(workflowParts);
  const crons = cronScheduler(ticking, watch);
  const promotions = promoter(engine);
  const reset = async () => {
    await events.flush();
    for (const part of [
      looks,
      expiries,
      leases,
      lanes,
      events,
      known,
      settings,
      limits,
      rates,
      queueLanes,
      census,
      crons,
      watch,
      advances,
      workflows,
    ])
      part.forget();
    await counters.forget();
    await Promise.all([emptyTable(store), purgeQueues(clients.sqs, config.queuePrefix)]);
  };
  const draining = new AbortController();
  const handlers = {
    ...systemHandlers(engine, VERSION, draining.signal),
    ...jobHandlers(engine, heads, config),
    ...eventHandlers(engine),
    ...progressHandlers(engine),
    ...workerHandlers(engine, config.testDirectives),
    ...queueHandlers(engine),
    ...cronHandlers(ticking, crons),
    ...workflowHandlers(workflowParts, config),
    ...deadLetterHandlers(engine, config.deadLetterMax),
    ...adminHandlers(config.testReset ? reset : undefined),
  };
  const app = createApp({
    handlers: { ...handlers, ...aliasHandlers(handlers) },
    apiKey: config.apiKey,
    maxEnvelopeBytes: config.maxEnvelopeBytes,
    maxBatchBytes: config.maxBatchBytes,
    draining: draining.signal,
    newId,
    clock,
    log,
  });
  const listening = await listen(app, config.host, config.port, newId);
  crons.start();
  promotions.start();
  workflows.start();
  void looks.start();
  census.start();
  deadLetters.start();
  return {
    url: listening.url,
    async close() {
      const endMs = clock.now() + config.shutdownTimeoutMs;
      const left = () => Math.max(0, endMs - clock.now());
      draining.abort();
      await listening.close(Math.max(config.shutdownTimeoutMs - LAST_CALLS_MS, config.shutdownTimeoutMs / 2));
      expiries.forget();
      const confirmed = Promise.all([
        looks.close(),
        crons.close(),
        promotions.close(),
        workflows.close(),
        deadLetters.close(),
        leases.drain(),
        rates.close(),
      ])
        // Jobs that were ended just now are followed up while events can still be told.
        .then(() => advances.close())
        .catch((error) => log.warn({ err: error }, 'Not all leases could be confirmed.'));
      await within(clock, left(), confirmed);
      const told = Promise.all([events.close(), census.close().then(() => counters.close())]).catch((error) =>
        log.warn({ err: error }, 'Not all counts could be handed over; others take them over.'),
      );
      await within(clock, left(), told);
      lanes.close();
      const sendingMs = Math.max(left(), SHORTEST_SENDING_MS);
      await Promise.all([transport.close(sendingMs), announcer.close(sendingMs)]);
      clients.documents.destroy();
      clients.dynamodb.destroy();
      clients.sqs.destroy();
    },
  };
}

/** Resolves with `work`, or after `ms`: a store that does not answer must not keep the server from ending. */
function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(undefined));
    void work.finally(() => {
      cancel();
      resolve(undefined);
    });
  });
}
