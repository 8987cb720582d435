import { reviewWorkflow } from '../engine/review-workflow.ts';
import type { WorkflowParts } from '../engine/workflows.ts';
import { openWorkflows } from '../table/open-workflows.ts';

/** Reviews the workflows that are not through: the net below all advances (DESIGN decision 22). */
export interface WorkflowSweep {
  /** Reads the index now, and from then on every 30 s. */
  start(): void;
  /** Forgets what it knows, as if this server had just started. */
  forget(): void;
  /** Ends at the next workflow; resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** How often the index is read, and a workflow is reviewed while there is something to do. */
const EVERY_MS = 30_000;
/** How long a workflow in which nothing was left undone is left alone at most; it doubles up to this. */
const LONGEST_MS = 600_000;
/** Reviews under way at once. */
const AT_ONCE = 10;

interface Known {
  /** When it is reviewed next, ms since 1970. */
  dueMs: number;
  waitMs: number;
}

/** @param parts what a review works with. */
export function workflowSweep(parts: WorkflowParts): WorkflowSweep {
  const { store, clock, log } = parts.engine;
  let known = new Map<string, Known>();
  let running: Promise<void> = Promise.resolve();
  let cancel: () => void = () => undefined;
  let closed = false;

  async function round(): Promise<void> {
    try {
      const due = await readIndex();
      await Promise.all(Array.from({ length: AT_ONCE }, () => reviewAll(due)));
    } catch (error) {
      log.warn({ err: error }, 'The open workflows could not be read; trying again.');
    }
    if (!closed) cancel = clock.after(EVERY_MS, begin);
  }

  /** Those that are due; a new one is 30 s after it was created. */
  async function readIndex(): Promise<string[]> {
    const seen = new Map<string, Known>();
    for await (const { id, createdAt } of openWorkflows(store)) {
      seen.set(id, known.get(id) ?? { dueMs: createdAt + EVERY_MS, waitMs: EVERY_MS });
    }
    known = seen;
    const now = clock.now();
    return [...seen].filter(([, { dueMs }]) => dueMs <= now).map(([id]) => id);
  }

  async function reviewAll(due: string[]): Promise<void> {
    for (let id = due.shift(); id !== undefined && !closed; id = due.shift()) await review(id);
  }

  async function review(id: string): Promise<void> {
    const each = known.get(id);
    if (!each) return;
    let found = true;
    try {
      found = await reviewWorkflow(parts, id);
    } catch (error) {
      log.warn({ err: error, workflow_id: id }, 'A workflow could not be reviewed; trying again.');
    }
    each.waitMs = found ? EVERY_MS : Math.min(each.waitMs * 2, LONGEST_MS);
    each.dueMs = clock.now() + each.waitMs;
  }

  function begin(): void {
    running = round();
  }

  return {
    start: begin,
    forget() {
      known = new Map();
    },
    async close() {
      closed = true;
      cancel();
      await running;
    },
  };
}
