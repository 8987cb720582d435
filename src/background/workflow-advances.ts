import { advanceWorkflow } from '../engine/advance-workflow.ts';
import type { Change } from '../engine/chronicle.ts';
import type { WorkflowWatch } from '../engine/engine.ts';
import type { WorkflowParts } from '../engine/workflows.ts';
import { type Head, hasEnded } from '../rules/head.ts';
import { memberHappenings } from '../rules/workflow-event.ts';

/** Moves workflows on when a write of this server has ended one of their jobs, by whatever verb. */
export interface WorkflowAdvances extends WorkflowWatch {
  /** A write of this server won. */
  told(change: Change): void;
  /** Forgets what it would try again, as if this server had just started. */
  forget(): void;
  /** Ends; resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** After an advance that failed; doubled each time. */
const FIRST_RETRY_MS = 1_000;
/** Then it is left to the reviews, which every server makes. */
const TRIES = 6;

/**
 * The advance begins with the write, before its caller goes on; who answers a worker waits for it (DESIGN
 * decision 22: ack first, then advance, then answer). One that fails is logged and tried again.
 * @param parts made after this, since the engine names it.
 */
export function workflowAdvances(parts: () => WorkflowParts): WorkflowAdvances {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, () => void>();
  let closed = false;

  function start(head: Head, tries: number): void {
    const id = head.id;
    if (running.has(id)) return;
    waiting.get(id)?.();
    waiting.delete(id);
    const work = advanceWorkflow(parts(), head)
      .catch((error) => failed(head, tries, error))
      .finally(() => running.delete(id));
    running.set(id, work);
  }

  function failed(head: Head, tries: number, error: unknown): void {
    const { clock, log } = parts().engine;
    log.warn(
      { err: error, job_id: head.id, workflow_id: head.workflow?.workflowId },
      'A workflow could not be moved on; it is tried again.',
    );
    if (closed || tries >= TRIES) return;
    const retry = () => start(head, tries + 1);
    waiting.set(head.id, clock.after(FIRST_RETRY_MS * 2 ** (tries - 1), retry));
  }

  function forget(): void {
    for (const cancel of waiting.values()) cancel();
    waiting.clear();
  }

  return {
    told({ from, head }) {
      if (!head.workflow) return;
      for (const happened of memberHappenings(from, head)) parts().engine.events.tell(happened);
      if (hasEnded(head) && !(from && hasEnded(from))) start(head, 1);
    },
    foundEnded(head) {
      if (head.workflow && hasEnded(head) && !closed) start(head, 1);
    },
    advanced: async ({ id }) => running.get(id),
    forget,
    async close() {
      closed = true;
      forget();
      await Promise.allSettled(running.values());
    },
  };
}
