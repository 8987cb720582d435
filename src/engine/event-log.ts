import type { Happening } from '../rules/event.ts';

/** What this server tells, on its way into pages (DESIGN decision 18); see background/event-writer. */
export interface EventLog {
  /** Tells of something that no write on a head shows (`queue.paused`). Neither throws nor waits. */
  tell(happened: Happening): void;
  /** Resolves when what was told so far can be read, or the table has refused it once. */
  flush(): Promise<void>;
}
