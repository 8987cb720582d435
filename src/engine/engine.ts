import type { Clock } from '../rules/clock.ts';
import type { Totals } from '../rules/counts.ts';
import type { Head } from '../rules/head.ts';
import type { Log } from '../rules/log.ts';
import type { Store } from '../table/store.ts';
import type { HeldHint } from '../transport/lane-buffer.ts';
import type { Lanes } from '../transport/lanes.ts';
import type { QueueAddress } from '../transport/names.ts';
import type { Chronicle, QueueChronicle } from './chronicle.ts';
import type { EventLog } from './event-log.ts';
import type { KnownQueues } from './known-queues.ts';
import type { Pauses } from './pauses.ts';
import type { QueueLanes } from './queue-lanes.ts';
import type { LimitWriter } from './queue-limit.ts';
import type { SettingsReader } from './queue-settings.ts';
import type { RateLimits } from './rate-limits.ts';

/** What every operation works with. One per server process. */
export interface Engine {
  readonly store: Store;
  readonly lanes: Lanes;
  readonly leases: LeaseWatch;
  readonly looks: Looks;
  readonly workflows: WorkflowWatch;
  readonly knownQueues: KnownQueues;
  readonly settings: SettingsReader;
  readonly pauses: Pauses;
  readonly queueLanes: QueueLanes;
  readonly limits: LimitWriter;
  readonly rates: RateLimits;
  readonly counts: QueueCounts;
  readonly chronicle: Chronicle;
  readonly events: EventLog;
  readonly queueChronicle: QueueChronicle;
  readonly clock: Clock;
  readonly log: Log;
  /** The name of a queue in SQS. */
  readonly sqsNames: (address: Omit<QueueAddress, 'fifo'>) => string;
  /** A new UUIDv7, later than the ones before it. */
  readonly newId: () => string;
  /** Lease length in ms where neither fetch nor job names one. */
  readonly defaultLeaseMs: number;
}

/** Watches over the leases that this server gave (DESIGN decision 7); see background/lease-keeper. */
export interface LeaseWatch {
  /** A job was claimed here; `held` is the hint that led to it. */
  granted(head: Head, held: HeldHint): void;
  /** A head this server has just written: its lease extended. */
  changed(head: Head): void;
  /** Whether this server gave the job's lease, as far as it knows. */
  watches(jobId: string): boolean;
  /** Takes a job out of the watch and answers with its hint, for whoever decides what becomes of it. */
  release(jobId: string): HeldHint | undefined;
  /** `drain` waits for this work, which makes claims or undoes them: not all their leases are to be confirmed. */
  drainAfter(work: Promise<unknown>): void;
  /** Confirms what is still held, before the server goes. */
  drain(): Promise<void>;
  /** Forgets everything, as if this server had just started. */
  forget(): void;
}

/** The net below all hints (DESIGN decision 13); see background/look. */
export interface Looks {
  /** A fetch found nothing in this queue: have a look at its open jobs, soon. */
  foundEmpty(queue: string): void;
  /** The queue has been resumed: have a look at its open jobs now, whatever the pace. */
  atOnce(queue: string): void;
  /**
   * A fetch is about to choose: resolves when jobs of lanes without an SQS queue are at hand, where some are
   * ready. Costs nothing for a queue that has no such lanes. Never throws.
   */
  choose(queue: string): Promise<void>;
  /** Forgets what it knows, as if this server had just started. */
  forget(): void;
}

/** Moves workflows on when one of their jobs ends (DESIGN decision 22); see background/workflow-advances. */
export interface WorkflowWatch {
  /**
   * Resolves when what follows from the end of this job is stored, where this server is at it; at once
   * where it is not. Never throws: what fails is tried again, and answers do not wait for that.
   */
  advanced(head: Head): Promise<void>;
  /** A hint led to a job that has ended: perhaps nobody has followed that up. */
  foundEnded(head: Head): void;
}

/** How many jobs are in which state (DESIGN decision 17); see background/counters. */
export interface QueueCounts {
  /** Exact where this server did the work, a second old at most where others did. */
  of(queue: string): Promise<Totals>;
}
