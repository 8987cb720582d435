import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { deadLetterSweep } from './background/dead-letter-sweep.ts';
import { leaseKeeper } from './background/lease-keeper.ts';
import { looker } from './background/look.ts';
import type { Clients } from './clients.ts';
import type { Config } from './config/read.ts';
import { deadLetterAnnouncements } from './engine/announce-dead-letter.ts';
import { toldTo } from './engine/chronicle.ts';
import type { Engine } from './engine/engine.ts';
import { createApp } from './http/app.ts';
import { adminHandlers } from './http/handlers/admin.ts';
import { deadLetterHandlers } from './http/handlers/dead-letter.ts';
import { jobHandlers } from './http/handlers/jobs.ts';
import { systemHandlers } from './http/handlers/system.ts';
import { workerHandlers } from './http/handlers/workers.ts';
import { listen } from './http/listen.ts';
import type { Clock } from './rules/clock.ts';
import type { Log } from './rules/log.ts';
import { watchClock } from './table/clock-check.ts';
import { createTable } from './table/create-table.ts';
import { emptyTable } from './table/empty-table.ts';
import { openStore } from './table/store.ts';
import { switchOnTimeToLive } from './table/time-to-live.ts';
import { openAnnouncer } from './transport/announcer.ts';
import { openLanes } from './transport/lanes.ts';
import { purgeQueues } from './transport/purge.ts';
import { standardTransport } from './transport/standard.ts';
import { VERSION } from './version.ts';

/** A server at work. */
export interface Server {
  readonly url: string;
  /** Stops taking requests, finishes what is under way, confirms the leases, sends what is unsent. */
  close(): Promise<void>;
}

/** Sends and calls that are still under way at the end have this long. */
const LAST_CALLS_MS = 2_000;

/**
 * Wires the rooms together and serves. The one place that knows all of them.
 * @throws ListenError, TableShapeError, and what the stores answer to their first calls.
 */
export async function startServer(config: Config, clients: Clients, clock: Clock, log: Log): Promise<Server> {
  watchClock(clients.dynamodb, clock, log);
  await createTable(clients.dynamodb, config.table);
  await switchOnTimeToLive(clients.dynamodb, config.table, log);
  const incarnation = randomBytes(6).toString('base64url');
  const store = openStore(clients.documents, config.table, incarnation, config.deadLetterMs);
  const transport = standardTransport(clients.sqs, { prefix: config.queuePrefix, clock, log });
  const lanes = openLanes(transport, clock, log);
  const leases = leaseKeeper(store, lanes, clock, log);
  const announcer = openAnnouncer(clients.sqs, { prefix: config.queuePrefix, clock, log });
  const chronicle = toldTo(deadLetterAnnouncements(store, announcer, log));
  const looks = looker({ store, lanes, chronicle, clock, log });
  const sweep = deadLetterSweep({ store, clock, log }, config.deadLetterMax);
  const newId = () => v7();
  const engine: Engine = {
    store,
    lanes,
    leases,
    looks,
    chronicle,
    clock,
    log,
    newId,
    defaultLeaseMs: config.visibilityTimeoutMs,
  };
  const reset = async () => {
    for (const part of [looks, leases, lanes]) part.forget();
    await Promise.all([emptyTable(store), purgeQueues(clients.sqs, config.queuePrefix)]);
  };
  const draining = new AbortController();
  const app = createApp({
    handlers: {
      ...systemHandlers(engine, VERSION),
      ...jobHandlers(engine),
      ...workerHandlers(engine, config.testDirectives),
      ...deadLetterHandlers(engine, config.deadLetterMax),
      ...adminHandlers(config.testReset ? reset : undefined),
    },
    apiKey: config.apiKey,
    maxEnvelopeBytes: config.maxEnvelopeBytes,
    draining: draining.signal,
    newId,
    clock,
    log,
  });
  const listening = await listen(app, config.host, config.port, newId);
  void looks.atStart().catch((error) => log.warn({ err: error }, 'The open jobs could not be looked at.'));
  sweep.start();
  return {
    url: listening.url,
    async close() {
      draining.abort();
      await listening.close(config.shutdownTimeoutMs);
      await Promise.all([looks.close(), sweep.close()]);
      await leases.drain().catch((error) => log.warn({ err: error }, 'Not all leases could be confirmed.'));
      lanes.close();
      await Promise.all([transport.close(LAST_CALLS_MS), announcer.close(LAST_CALLS_MS)]);
      clients.documents.destroy();
      clients.dynamodb.destroy();
      clients.sqs.destroy();
    },
  };
}
