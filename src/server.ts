import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { leaseKeeper } from './background/lease-keeper.ts';
import { looker } from './background/look.ts';
import type { Clients } from './clients.ts';
import type { Config } from './config/read.ts';
import type { Chronicle } from './engine/chronicle.ts';
import type { Engine } from './engine/engine.ts';
import { createApp } from './http/app.ts';
import { adminHandlers } from './http/handlers/admin.ts';
import { aliasHandlers } from './http/handlers/aliases.ts';
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
  const store = openStore(clients.documents, config.table, randomBytes(6).toString('base64url'));
  const transport = standardTransport(clients.sqs, { prefix: config.queuePrefix, clock, log });
  const lanes = openLanes(transport, clock, log);
  const leases = leaseKeeper(store, lanes, clock, log);
  const chronicle: Chronicle = () => undefined;
  const looks = looker({ store, lanes, chronicle, clock, log });
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
  const handlers = {
    ...systemHandlers(engine, VERSION, draining.signal),
    ...jobHandlers(engine),
    ...workerHandlers(engine, config.testDirectives),
    ...adminHandlers(config.testReset ? reset : undefined),
  };
  const app = createApp({
    handlers: { ...handlers, ...aliasHandlers(handlers) },
    apiKey: config.apiKey,
    maxEnvelopeBytes: config.maxEnvelopeBytes,
    draining: draining.signal,
    newId,
    clock,
    log,
  });
  const listening = await listen(app, config.host, config.port, newId);
  void looks.atStart().catch((error) => log.warn({ err: error }, 'The open jobs could not be looked at.'));
  return {
    url: listening.url,
    async close() {
      draining.abort();
      await listening.close(config.shutdownTimeoutMs);
      await looks.close();
      await leases.drain().catch((error) => log.warn({ err: error }, 'Not all leases could be confirmed.'));
      lanes.close();
      await transport.close(LAST_CALLS_MS);
      clients.documents.destroy();
      clients.dynamodb.destroy();
      clients.sqs.destroy();
    },
  };
}
