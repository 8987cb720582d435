import type { Change, Chronicle } from '../engine/chronicle.ts';
import type { EventLog } from '../engine/event-log.ts';
import type { Clock } from '../rules/clock.ts';
import { enqueued, envelopeText, type Happening, happeningsOf } from '../rules/event.ts';
import { hourOf } from '../rules/event-cursor.ts';
import { sharedEventId } from '../rules/event-id.ts';
import type { Head } from '../rules/head.ts';
import { resolve } from '../rules/lifecycle.ts';
import type { Log } from '../rules/log.ts';
import { fitEventPage, putEventHour, putEventPage } from '../table/event-pages.ts';
import { readHeads } from '../table/read-head.ts';
import type { Store } from '../table/store.ts';

/** Turns what this server tells into pages (DESIGN decision 18). */
export interface EventWriter extends EventLog {
  readonly chronicle: Chronicle;
  /** Forgets what is not written, as if this server had just started. */
  forget(): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** What is told waits this long for more: what a crash loses at most. */
const GATHER_MS = 300;
/** At most three flushes a second. */
const FLUSH_EVERY_MS = 334;
/** After a write that failed. */
const RETRY_MS = 1_000;
/** A page goes into the hour of its events unless it is later than this; readers wait longer for an hour. */
const LATE_MS = 60_000;
/** Events kept while the table takes none: some 10 MB. */
const MAX_UNWRITTEN = 20_000;
/** Scheduled jobs whose moment is remembered here; the rest is told by the claim. */
const MAX_WAITING = 10_000;
const MAX_WAIT_MS = 86_400_000;
/** Moments that fall due within this time share one read. */
const DUE_GATHER_MS = 50;
/** Ids of shared events told here, so that none is told twice by one server. */
const MAX_SHARED = 10_000;

interface Line {
  readonly text: string;
  readonly timeMs: number;
}

/** A page on its way, and when the first of its events was told (ms since 1970). */
interface Page {
  readonly sequence: number;
  readonly content: Uint8Array;
  readonly timeMs: number;
}

/** @param newId makes UUIDv7. */
export function eventWriter(store: Store, clock: Clock, log: Log, newId: () => string): EventWriter {
  const source = `ojs://ojs-aws/servers/${store.tokens.server}`;
  const waiting = new Map<string, () => void>();
  const shared = new Set<string>();
  const listed = new Set<number>();
  let lines: Line[] = [];
  let page: Page | undefined;
  let due: string[] = [];
  let lastTimeMs = 0;
  let lastFlushMs = 0;
  let sequence = 0;
  let dropped = 0;
  let timer: (() => void) | undefined;
  let writing = Promise.resolve();

  function tell(happened: Happening): void {
    const id = idOf(happened);
    if (id === undefined) return;
    // The order of a server's events is the order they were told in, whatever its clock does.
    lastTimeMs = Math.max(lastTimeMs, clock.now());
    lines.push({ text: envelopeText(happened, id, source, lastTimeMs), timeMs: lastTimeMs });
    if (lines.length > MAX_UNWRITTEN) drop();
    schedule(Math.max(GATHER_MS, lastFlushMs + FLUSH_EVERY_MS - clock.now()));
  }

  /** Undefined where this server has told it before. */
  function idOf({ atMs, subject }: Happening): string | undefined {
    if (atMs === undefined) return `evt_${newId()}`;
    const id = sharedEventId(atMs, subject);
    if (shared.has(id)) return undefined;
    shared.add(id);
    const [oldest] = shared;
    if (shared.size > MAX_SHARED && oldest !== undefined) shared.delete(oldest);
    return id;
  }

  function drop(): void {
    lines.shift();
    dropped += 1;
    if (dropped % 1_000 === 1)
      log.warn({ dropped }, 'Too many events wait for the table; the oldest are let go.');
  }

  function schedule(delayMs: number): void {
    timer ??= clock.after(delayMs, () => {
      timer = undefined;
      void flush();
    });
  }

  function flush(): Promise<void> {
    writing = writing.then(writeAll);
    return writing;
  }

  async function writeAll(): Promise<void> {
    if (lines.length === 0 && !page) return;
    timer?.();
    timer = undefined;
    lastFlushMs = clock.now();
    // What is told meanwhile waits for the next flush, unless it still finds room.
    const last = lines.at(-1);
    try {
      while (page || (last && lines.includes(last))) {
        page ??= await nextPage();
        await writePage(page);
        page = undefined;
      }
    } catch (error) {
      log.warn(
        { err: error, events: lines.length },
        'Events could not be written; they will be tried again.',
      );
      schedule(RETRY_MS);
    }
  }

  /**
   * The oldest lines as one page, of one hour only, so that hours follow each other for readers. A
   * page whose answer was lost is written again as it was: readers may have been past its end.
   */
  async function nextPage(): Promise<Page> {
    const hour = placeOf(lines[0]);
    const end = lines.findIndex((line) => placeOf(line) !== hour);
    const fitting = end < 0 ? lines : lines.slice(0, end);
    const { content, count } = await fitEventPage(fitting.map(({ text }) => text));
    const taken = new Set(fitting.slice(0, count));
    lines = lines.filter((line) => !taken.has(line));
    sequence += 1;
    return { sequence, content, timeMs: fitting[0]?.timeMs ?? clock.now() };
  }

  function placeOf(line: { readonly timeMs: number } | undefined): number {
    const now = clock.now();
    return hourOf(line && now - line.timeMs <= LATE_MS ? line.timeMs : now);
  }

  async function writePage(page: Page): Promise<void> {
    const hour = placeOf(page);
    if (!listed.has(hour)) await putEventHour(store, hour);
    listed.add(hour);
    await putEventPage(store, hour, page.sequence, page.content);
  }

  /** Remembers when a job that waits becomes available, for as many and as long as is cheap. */
  function remember(head: Head): void {
    const waitMs = (head.dueAt ?? 0) - clock.now();
    if (waiting.size >= MAX_WAITING || waitMs > MAX_WAIT_MS) return;
    const cancel = clock.after(Math.max(0, waitMs), () => {
      waiting.delete(head.id);
      if (due.length === 0) clock.after(DUE_GATHER_MS, () => void tellDue());
      due.push(head.id);
    });
    waiting.set(head.id, cancel);
  }

  /** Whoever has moved a job on meanwhile has told of it himself. */
  async function tellDue(): Promise<void> {
    const ids = due;
    due = [];
    try {
      const heads = await readHeads(store, ids);
      for (const id of ids) {
        const head = heads.get(id);
        if (head?.state !== 'scheduled') continue;
        if (resolve(head, clock.now(), store.tokens.server).state === 'available') tell(enqueued(head));
      }
    } catch (error) {
      log.warn({ err: error, jobs: ids.length }, 'Jobs that got due are told of when they are claimed.');
    }
  }

  function chronicle({ from, head }: Change): void {
    if (from) {
      waiting.get(head.id)?.();
      waiting.delete(head.id);
    }
    for (const happened of happeningsOf(from, head)) tell(happened);
    if (head.state === 'scheduled') remember(head);
  }

  function forget(): void {
    timer?.();
    timer = undefined;
    for (const cancel of waiting.values()) cancel();
    waiting.clear();
    listed.clear();
    lines = [];
    page = undefined;
    due = [];
  }

  return {
    chronicle,
    tell,
    flush,
    forget,
    async close() {
      await flush();
      forget();
    },
  };
}
