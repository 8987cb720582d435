import type { Engine } from '../engine/engine.ts';
import { newestFirst, type PlacedEntry } from '../table/dead-letter-index.ts';
import { deleteHead } from '../table/delete-head.ts';
import { readHeads } from '../table/read-head.ts';

/** Holds the dead letter within its limits (ojs-dead-letter 5 and 8). */
export interface DeadLetterSweep {
  /** Sweeps in a minute, then every five. */
  start(): void;
  /** One sweep; @returns how many jobs it deleted. */
  sweep(): Promise<number>;
  /** Ends at the next jobs; resolves when nothing is under way any more. */
  close(): Promise<void>;
}

const FIRST_MS = 60_000;
/** What the standard recommends (ojs-dead-letter 8.1). */
const PAUSE_MS = 300_000;
/** Jobs that are read, and then deleted, together. */
const TOGETHER = 20;

/**
 * Deletes what is older than the retention, and, where there are more than `max` jobs, the oldest. Any
 * number of servers may sweep at once: each delete holds only for the job as it was read.
 */
export function deadLetterSweep(
  { store, clock, log }: Pick<Engine, 'store' | 'clock' | 'log'>,
  max: number,
): DeadLetterSweep {
  let closed = false;
  let cancel: (() => void) | undefined;
  let running: Promise<unknown> = Promise.resolve();

  async function sweep(): Promise<number> {
    const keptSince = clock.now() - store.retention.deadLetterMs;
    let kept = 0;
    let deleted = 0;
    let doomed: PlacedEntry[] = [];
    for await (const entry of newestFirst(store, 0)) {
      if (closed) break;
      if (kept < max && entry.endedAt > keptSince) kept += 1;
      else doomed.push(entry);
      if (doomed.length < TOGETHER) continue;
      deleted += await remove(doomed);
      doomed = [];
    }
    deleted += await remove(doomed);
    if (deleted > 0) log.info({ deleted, kept }, 'The dead letter was pruned.');
    return deleted;
  }

  async function remove(entries: readonly PlacedEntry[]): Promise<number> {
    const heads = await readHeads(
      store,
      entries.map(({ jobId }) => jobId),
    );
    const outcomes = await Promise.all(
      entries.map(async ({ jobId, endedAt }) => {
        const head = heads.get(jobId);
        // Taken out of the dead letter meanwhile, or dead again by now: not the one that was found.
        if (!head?.deadLettered || head.endedAt !== endedAt) return false;
        return (await deleteHead(store, head)).deleted;
      }),
    );
    return outcomes.filter(Boolean).length;
  }

  function sweepIn(ms: number): void {
    cancel = clock.after(ms, () => {
      running = sweep()
        .catch((error) => log.warn({ err: error }, 'The dead letter could not be pruned; it is tried again.'))
        .then(() => {
          if (!closed) sweepIn(PAUSE_MS);
        });
    });
  }

  return {
    start: () => sweepIn(FIRST_MS),
    sweep,
    async close() {
      closed = true;
      cancel?.();
      await running;
    },
  };
}
