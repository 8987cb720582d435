import type { Head } from '../rules/head.ts';
import { newestFirst, type PlacedEntry } from '../table/dead-letter-index.ts';
import { deadLetterEntryOf } from '../table/keys.ts';
import { readHead, readHeads } from '../table/read-head.ts';
import { isDeadLettered } from './dead-letter.ts';
import type { Engine } from './engine.ts';
import { type Job, loadJob } from './job.ts';

/** Which part of the dead letter is asked for. */
export interface DeadLetterQuery {
  readonly queue?: string | undefined;
  readonly type?: string | undefined;
  /** Jobs at most, from 1 on. */
  readonly limit: number;
  /** Newer jobs that are passed over. */
  readonly offset: number;
  /** `next` of the page before, to go on behind it. */
  readonly after?: string | undefined;
}

/** A part of the dead letter, newest first. */
export interface DeadLetterPage {
  readonly jobs: readonly Job[];
  /** Present where there are more: `after` of the page that follows. */
  readonly next?: string;
  /** How many there are in all, where the page has come to the end without `after`. */
  readonly total?: number;
}

/** Jobs may have 10 MiB each: a page that has come to so many characters is not filled any further. */
const PAGE_CHARACTERS = 8_000_000;
/** Jobs whose data is read at once. */
const LOADED_AT_ONCE = 10;

/** An entry of the index with the head behind it. */
interface Found {
  readonly entry: PlacedEntry;
  readonly head: Head;
}

/**
 * Lists the dead letter, newest first (ojs-core 7; DECISIONS.md section 6), as it was a moment ago: on
 * AWS both index and heads may be behind by some milliseconds.
 */
export async function listDeadLetter(engine: Engine, query: DeadLetterQuery): Promise<DeadLetterPage> {
  const { found, passedOver, more } = await findEntries(engine, query);
  const jobs: Job[] = [];
  let characters = 0;
  let next = more ? found.at(-1)?.entry.order : undefined;
  for (let at = 0; at < found.length; at += LOADED_AT_ONCE) {
    const some = found.slice(at, at + LOADED_AT_ONCE);
    const loaded = await Promise.all(some.map(({ head }) => loadUnlessGone(engine, head)));
    for (const job of loaded) {
      if (!job) continue;
      jobs.push(job);
      characters += charactersOf(job);
    }
    if (characters > PAGE_CHARACTERS && at + LOADED_AT_ONCE < found.length) {
      next = some.at(-1)?.entry.order;
      break;
    }
  }
  if (next !== undefined) return { jobs, next };
  return query.after === undefined ? { jobs, total: passedOver + jobs.length } : { jobs };
}

/** The entries of one page, with their heads; `more`: there is at least one behind them. */
async function findEntries(
  { store, clock }: Engine,
  { queue, type, limit, offset, after }: DeadLetterQuery,
): Promise<{ found: Found[]; passedOver: number; more: boolean }> {
  const now = clock.now();
  const found: Found[] = [];
  let passedOver = 0;
  let waiting: PlacedEntry[] = [];

  async function readWaiting(): Promise<void> {
    const heads = await readHeads(
      store,
      waiting.map(({ jobId }) => jobId),
    );
    for (const entry of waiting) {
      const head = heads.get(entry.jobId);
      if (head && isDeadLettered(store, head, now) && head.endedAt === entry.endedAt)
        found.push({ entry, head });
    }
    waiting = [];
  }

  for await (const entry of newestFirst(store, Math.max(0, now - store.retention.deadLetterMs), after)) {
    if ((queue !== undefined && entry.queue !== queue) || (type !== undefined && entry.type !== type))
      continue;
    if (passedOver < offset) {
      passedOver += 1;
      continue;
    }
    if (found.length === limit) return { found, passedOver, more: true };
    waiting.push(entry);
    if (found.length + waiting.length === limit) await readWaiting();
  }
  await readWaiting();
  return { found, passedOver, more: false };
}

/** A job that is deleted while the page is made is not on it; anything else that fails, fails. */
async function loadUnlessGone({ store }: Engine, head: Head): Promise<Job | undefined> {
  try {
    return await loadJob(store, head);
  } catch (error) {
    if (!(await readHead(store, head.id))) return undefined;
    throw error;
  }
}

function charactersOf({ body, errors }: Job): number {
  const data = [body.args, body.meta, body.extra, ...errors.map(({ details }) => details)];
  return data.reduce((sum, text) => sum + (text?.text.length ?? 0), 0);
}

/** Whether a text can be the `next` of a page. */
export function isDeadLetterCursor(text: string): boolean {
  return deadLetterEntryOf(text) !== undefined;
}
