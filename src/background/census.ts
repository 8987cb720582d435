import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';
import { queuesCountedBy } from '../table/counter-rows.ts';
import { deleteBeat, listBeats, putBeat } from '../table/server-beats.ts';
import type { Store } from '../table/store.ts';
import type { Counters } from './counters.ts';
import { type FoldOutcome, fold } from './fold.ts';
import type { TickWatch } from './tick-watch.ts';

/** Says that this server lives while it counts or watches over crons, and takes over the counts of servers that died. */
export interface Census {
  start(): void;
  /** The counts of this queue are to be found anew. */
  recount(queue: string): void;
  /** Forgets what it has seen, as if this server had just started. */
  forget(): void;
  /** Says no more that this server lives; what is under way is finished. */
  close(): Promise<void>;
}

/** How often it looks at the others, and how often, at most, it says that it lives itself. */
const LOOK_MS = 1_500;
const BEAT_MS = 3_000;
/** A beat that has stood still for so long by the clock of the one who looks is that of a dead server. */
const DEAD_MS = 10_000;
/** Servers do not all begin at once: each waits so much longer than the one whose name comes before. */
const STAGGER_MS = 6_000;
/** Tries at a quiet moment before a count that is about right is taken. */
const QUIET_TRIES = 5;
/** The longest time between two tries. */
const LONGEST_MS = 3_600_000;

interface Task {
  tries: number;
  notBefore: number;
}

/** @param parts what it works with. */
export function openCensus(parts: {
  readonly store: Store;
  readonly counters: Counters;
  readonly watch: TickWatch;
  readonly clock: Clock;
  readonly log: Log;
}): Census {
  const { store, counters, watch: ticks, clock, log } = parts;
  const seen = new Map<string, { count: number; since: number }>();
  /** Dead servers, with the queues whose counts have still to be taken over. */
  const graves = new Map<string, Set<string>>();
  const tasks = new Map<string, Task>();
  let cancel: () => void = () => undefined;
  let running: Promise<void> | undefined;
  let closed = false;
  let beatAt = 0;

  async function beat(): Promise<void> {
    const server = counters.speaker() ?? (ticks.needed() ? counters.name() : undefined);
    const now = clock.now();
    if (server === undefined || closed || now - beatAt < BEAT_MS - LOOK_MS / 2) return;
    beatAt = now;
    await putBeat(store, { server, count: now, watchedSince: ticks.since() });
  }

  async function round(): Promise<void> {
    await watch();
    for (const server of dead()) await open(server);
    for (const [queue, task] of [...tasks]) {
      if (!closed && task.notBefore <= clock.now()) await attempt(queue, task);
    }
    for (const [server, queues] of [...graves]) {
      if (queues.size > 0) continue;
      await deleteBeat(store, server);
      graves.delete(server);
      seen.delete(server);
    }
  }

  async function watch(): Promise<void> {
    const beats = await listBeats(store);
    const now = clock.now();
    for (const { server, count } of beats) {
      if (seen.get(server)?.count === count) continue;
      seen.set(server, { count, since: now });
      // It was not dead after all; what was taken over of it, it will notice.
      graves.delete(server);
    }
    ticks.saw(beats.filter(({ server }) => server !== counters.name()));
    const there = new Set(beats.map(({ server }) => server));
    for (const server of seen.keys()) if (!there.has(server)) seen.delete(server);
  }

  /** Servers that have died since the last round, as far as it is this server's turn to say so. */
  function dead(): string[] {
    const now = clock.now();
    const still = (server: string) => now - (seen.get(server)?.since ?? now);
    const others = [...seen.keys()].filter((server) => server !== counters.name());
    const ahead = others.filter((server) => still(server) < DEAD_MS && server < counters.name()).length;
    return others.filter((server) => !graves.has(server) && still(server) >= DEAD_MS + ahead * STAGGER_MS);
  }

  async function open(server: string): Promise<void> {
    const queues = await queuesCountedBy(store, server);
    log.info({ server, queues: queues.length }, 'A server has died; its counts are taken over.');
    graves.set(server, new Set(queues));
    for (const queue of queues) tasks.set(queue, { tries: 0, notBefore: 0 });
  }

  async function attempt(queue: string, task: Task): Promise<void> {
    const outcome = await fold(parts, queue, (server) => graves.has(server), task.tries >= QUIET_TRIES);
    if (isDone(outcome)) for (const queues of graves.values()) queues.delete(queue);
    if (outcome === 'exact') {
      tasks.delete(queue);
      return;
    }
    task.tries += 1;
    task.notBefore = clock.now() + Math.min(LONGEST_MS, BEAT_MS * 2 ** task.tries);
  }

  function tick(): void {
    cancel = clock.after(LOOK_MS, tick);
    const warn = (error: unknown) =>
      log.warn({ err: error }, 'The servers could not be counted; trying again.');
    // Apart from the round, which may take long: a server that is busy is not dead.
    void beat().catch(warn);
    running ??= round()
      .catch(warn)
      .finally(() => {
        running = undefined;
      });
  }

  return {
    start: tick,
    recount(queue) {
      tasks.set(queue, { tries: 0, notBefore: 0 });
    },
    forget() {
      seen.clear();
      graves.clear();
      tasks.clear();
    },
    async close() {
      closed = true;
      cancel();
      await running;
      // Where it counts too, its counts are to be handed over first.
      if (counters.speaker() === undefined && beatAt > 0) await deleteBeat(store, counters.name());
    },
  };
}

function isDone(outcome: FoldOutcome): boolean {
  return outcome === 'exact' || outcome === 'about';
}
