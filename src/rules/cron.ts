import { type Schedule, schedule, tickJobId } from './cron-schedule.ts';

/** What a tick does while earlier jobs of the cron have not ended (ojs-cron 6; DECISIONS.md 1.5). */
export type OverlapPolicy = 'skip' | 'allow' | 'cancel_previous' | 'enqueue';

/** What its owner says of a cron. */
export interface CronDefinition {
  readonly expression: string;
  /** An IANA name. */
  readonly zone: string;
  readonly overlap: OverlapPolicy;
  /** The enqueue request of each tick's job, as JSON text. */
  readonly template: string;
  readonly description?: string | undefined;
  readonly enabled: boolean;
}

/** A cron as it is stored. Times are ms since 1970. */
export interface Cron extends CronDefinition {
  readonly name: string;
  readonly createdAt: number;
  /** Ticks that made a job. */
  readonly runCount: number;
  /** The latest tick that made a job. */
  readonly lastRunAt?: number | undefined;
  /** The next tick, or the one that is decided and not done yet; absent while disabled. */
  readonly nextRunAt?: number | undefined;
  /** Jobs of the latest ticks that may not have ended, oldest first, at most `LIVE_KEPT`. */
  readonly live: readonly string[];
  readonly decision?: TickDecision | undefined;
  /** Token of the put that made it; stays for life. */
  readonly nonce: string;
  /** Token of the latest write. */
  readonly token: string;
  /** Token of the write before that. */
  readonly previousToken?: string | undefined;
}

/**
 * What becomes of one tick, decided once by compare-and-set (DESIGN decision 23). Whoever finds it
 * carries it out; doing so twice changes nothing.
 */
export interface TickDecision {
  readonly tick: number;
  /** The tick after it. */
  readonly next?: number | undefined;
  /** The job that it makes; absent: it makes none. */
  readonly jobId?: string | undefined;
  /** Earlier jobs to be cancelled first. */
  readonly cancel: readonly string[];
}

/** A tick that was carried out, for whoever tells of it. */
export interface ToldTick {
  /** The cron after the tick. */
  readonly cron: Cron;
  /** When it was due, and when it was carried out, in ms since 1970. */
  readonly tick: number;
  readonly toldAt: number;
  /** The job that was made; absent: the tick was skipped. */
  readonly jobId?: string | undefined;
  /**
   * The job because of which it was: an earlier one of the cron, or the one that the template's unique
   * policy keeps. Absent: the job was refused for another reason.
   */
  readonly overlapsWith?: string | undefined;
}

/** Whether a cron can have this name (ojs-cron 2.2). */
export function isCronName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{0,254}$/.test(name);
}

/** How many live jobs of a cron are remembered; older ones are let go and overlap with nothing. */
export const LIVE_KEPT = 20;

/**
 * A new cron, with its first tick.
 * @throws OjsError 400 for a bad expression or zone.
 */
export function registered(name: string, definition: CronDefinition, nonce: string, now: number): Cron {
  const { nextAfter } = scheduleOf(definition, now);
  return {
    ...definition,
    name,
    createdAt: now,
    runCount: 0,
    nextRunAt: definition.enabled ? nextAfter(now) : undefined,
    live: [],
    nonce,
    token: nonce,
  };
}

/**
 * The cron with what its owner changes. A new schedule counts from now; an old one goes on, also
 * when it was disabled meanwhile: what fell due then is not made up for.
 * @throws OjsError 400 for a bad expression or zone.
 */
export function changed(cron: Cron, change: Partial<CronDefinition>, now: number): Cron {
  const next: Cron = { ...cron, ...change };
  const { nextAfter } = scheduleOf(next, now);
  const rescheduled =
    next.expression !== cron.expression || next.zone !== cron.zone || next.enabled !== cron.enabled;
  const nextRunAt = rescheduled ? nextAfter(now) : cron.nextRunAt;
  return { ...next, nextRunAt: next.enabled ? nextRunAt : undefined };
}

/**
 * The decision about a due tick. Overlapping is every job of the cron that has not ended, in whatever
 * state (DECISIONS.md 1.5).
 *
 * @param live those of `cron.live` that have not ended.
 * @param watchedSince from when on some server was there at every tick; those before fire once, together.
 */
export function decided(cron: Cron, live: readonly string[], watchedSince: number, now: number): Cron {
  const tick = cron.nextRunAt ?? now;
  const next = scheduleOf(cron, tick).nextWatched(tick, watchedSince);
  const skips = cron.overlap === 'skip' && live.length > 0;
  const cancel = cron.overlap === 'cancel_previous' ? live : [];
  const jobId = skips ? undefined : tickJobId(cron.nonce, cron.name, tick);
  const kept = cancel.length > 0 ? [] : live;
  return {
    ...cron,
    live: [...kept, ...(jobId === undefined ? [] : [jobId])].slice(-LIVE_KEPT),
    decision: { tick, next, jobId, cancel },
  };
}

/** The cron after its decision has been carried out. */
export function ticked(cron: Cron, { tick, next, jobId }: TickDecision): Cron {
  const { decision: _done, ...rest } = cron;
  const fired = jobId !== undefined;
  return {
    ...rest,
    nextRunAt: cron.enabled ? next : undefined,
    ...(fired && { lastRunAt: tick, runCount: cron.runCount + 1 }),
  };
}

/** Whether more than one undecided tick is from before `watchedSince`, so that they would fire together. */
export function severalWereMissed(cron: Cron, watchedSince: number): boolean {
  if (cron.nextRunAt === undefined || cron.nextRunAt >= watchedSince) return false;
  const second = scheduleOf(cron, cron.nextRunAt).nextAfter(cron.nextRunAt);
  return second !== undefined && second < watchedSince;
}

const schedules = new Map<string, Schedule>();
/** Schedules kept at hand, so that a tick parses nothing. */
const MAX_SCHEDULES = 1_000;

function scheduleOf({ expression, zone }: Pick<Cron, 'expression' | 'zone'>, now: number): Schedule {
  const key = `${zone} ${expression}`;
  const known = schedules.get(key);
  if (known) return known;
  const fresh = schedule(expression, zone, now);
  if (schedules.size >= MAX_SCHEDULES) schedules.clear();
  schedules.set(key, fresh);
  return fresh;
}
