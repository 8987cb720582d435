import type { BatchState } from '../../../../src/rules/batch-state.ts';
import type { Head } from '../../../../src/rules/head.ts';
import type { StageChoice, StageOutcome } from '../../../../src/rules/unique-batch.ts';
import type { EnqueueChoice, EnqueueOutcome, UniqueRequest } from '../../../../src/rules/unique-enqueue.ts';
import type { UniqueLock } from '../../../../src/rules/unique-lock.ts';
import type { UniquePolicy } from '../../../../src/rules/unique-policy.ts';
import type { ReturnOutcome } from '../../../../src/rules/unique-return.ts';
import type { UniqueStep } from '../../../../src/rules/unique-steps.ts';
import { headOf } from '../head-of.ts';

/** One who takes part. */
export type Role =
  | ({ readonly kind: 'enqueue' } & UniqueRequest)
  /** A batch of these jobs; those without a policy are plain. */
  | { readonly kind: 'batch'; readonly elements: readonly Element[] }
  /** Takes this job out of the dead letter. */
  | { readonly kind: 'return'; readonly id: string }
  /** Meets a job of this caller's batch, and does first what is left to be done. */
  | { readonly kind: 'meet'; readonly of: string };

export interface Element {
  readonly id: string;
  readonly policy?: UniquePolicy;
}

/** Who takes part, and what may happen. */
export interface Scenario {
  readonly callers: Readonly<Record<string, Role>>;
  /** A job that was accepted before. */
  readonly old?: Partial<Head>;
  /** Jobs that lie in the dead letter, the oldest first; the lock knows the last one. */
  readonly died?: readonly string[];
  /** How many moves of workers there are: claims, acks, requeues. */
  readonly workerMoves: number;
  /** Workers also fail for good. */
  readonly failures?: boolean;
  /** Time passes once, from 0 to 1. */
  readonly timePasses?: boolean;
  /** Batches may take too long: others abort them. */
  readonly deadlines?: boolean;
  /** Somebody puts a job with this id without a policy, at any time. */
  readonly plainPut?: string;
  /** And deletes it, when nobody is under way: a job lives longer than a request. */
  readonly plainDeleted?: boolean;
  /** States of which there may be one job only, for any callers. */
  readonly exclusive: (head: Head) => boolean;
  /** A store that forgets the head in the lock: then the lock is no commit record. */
  readonly lockForgetsHead?: boolean;
  /** A lock that keeps the head of a job that was refused. */
  readonly refusedHeadStays?: boolean;
  /** A server that takes what is staged for stored: then the header is no commit record. */
  readonly headerForgotten?: boolean;
}

/** A BatchGetItem that is being answered. */
export type Answered = Readonly<Record<string, { readonly value: Head | UniqueLock | undefined }>>;

export type EnqueueStep = UniqueStep<EnqueueChoice, EnqueueOutcome>;
export type StageStep = UniqueStep<StageChoice, StageOutcome>;
export type ReturnStep = UniqueStep<true, ReturnOutcome>;
export type FinishStep = UniqueStep<never, { readonly kind: 'finished' }>;

/** Where a batch stands in its own server. */
export type BatchPhase =
  | 'open'
  | 'lock'
  | 'put'
  | 'flip'
  | 'cancel'
  | 'finish at lock'
  | 'finish'
  | 'abort'
  | 'done';

/** Where somebody is. */
export type Place =
  | { readonly kind: 'enqueue'; readonly at: EnqueueStep }
  | {
      readonly kind: 'batch';
      readonly phase: BatchPhase;
      readonly at?: StageStep | FinishStep;
      /** Accepted or plain, and not put yet. */
      readonly toPut: readonly Head[];
      readonly put: readonly Head[];
      readonly replaces: readonly Head[];
      readonly result: string;
    }
  | {
      readonly kind: 'return';
      readonly phase: 'look' | 'lock' | 'revive' | 'done';
      readonly head?: Head;
      readonly at?: ReturnStep;
      readonly result: string;
    }
  | { readonly kind: 'meet'; readonly at: FinishStep };

export interface Caller {
  readonly place: Place;
  readonly batch: Answered;
  readonly dead: boolean;
}

export interface Header {
  readonly state: BatchState;
  readonly late: boolean;
}

export interface World {
  readonly now: number;
  readonly lock: UniqueLock | undefined;
  readonly headers: Readonly<Record<string, Header>>;
  readonly heads: Readonly<Record<string, Head>>;
  readonly callers: Readonly<Record<string, Caller>>;
  readonly workerMoves: number;
  readonly crashed: boolean;
  readonly ended: boolean;
  readonly plainPut: boolean;
  readonly plainDeleted: boolean;
  /** Nonces of the jobs that could be seen when this job was taken out of the dead letter. */
  readonly seenAtReturn: Readonly<Record<string, readonly string[]>>;
  /** Something was cancelled that should not have been. */
  readonly cancelledWrongly: string;
  /** Nonce of the head that takes a job's place, by the job's id. */
  readonly replacedBy: Readonly<Record<string, string>>;
}

export const PLAIN = 'plain';
/** The clock that heads are read by. */
export const READER = 'model';

export function begin({ callers, old, died = [], workerMoves }: Scenario): World {
  const first = old && headOf({ id: 'O', nonce: 'o', token: '0', createdAt: 0, uniqueKey: 'K', ...old });
  const dead = died.map((id) => ({
    ...newHead(id, id.toLowerCase(), 0),
    state: 'discarded' as const,
    deadLettered: true,
  }));
  const heads = [...dead, ...(first ? [first] : [])];
  const known = heads.slice(-1);
  return {
    now: 0,
    lock:
      known.length > 0
        ? { version: 'v', holders: known.map(({ id, nonce }) => ({ id, nonce })), ttl: 0 }
        : undefined,
    headers: {},
    heads: Object.fromEntries(heads.map((head) => [head.id, head])),
    callers: Object.fromEntries(
      Object.entries(callers).map(([name, role]) => [name, { place: startOf(role), batch: {}, dead: false }]),
    ),
    workerMoves,
    crashed: false,
    ended: false,
    plainPut: false,
    plainDeleted: false,
    seenAtReturn: {},
    cancelledWrongly: '',
    replacedBy: {},
  };
}

export function startOf(role: Role): Place {
  switch (role.kind) {
    case 'enqueue':
      return { kind: 'enqueue', at: { step: 'read', own: role.clientId } };
    case 'batch':
      return { kind: 'batch', phase: 'open', toPut: [], put: [], replaces: [], result: '' };
    case 'return':
      return { kind: 'return', phase: 'look', result: '' };
    case 'meet':
      return { kind: 'meet', at: { step: 'read', own: false } };
  }
}

export function newHead(id: string, nonce: string, createdAt: number): Head {
  return headOf({ id, nonce, token: '0', createdAt, enqueuedAt: createdAt, uniqueKey: 'K' });
}

/** The stored heads count their writes, so that equal states are met again as equal. */
export function nextToken({ token }: Head): string {
  return String(Number(token) + 1);
}

/** A write on a head; it proves that its batch is committed. */
export function withHead(world: World, { batch: _proven, ...head }: Head): World {
  return { ...world, heads: { ...world.heads, [head.id]: head } };
}

/** Whether the head's job can be seen: what its batch replaces is cancelled before. */
export function isVisible({ headers, lock }: World, { batch, uniqueKey }: Head): boolean {
  if (batch === undefined) return true;
  const state = headers[batch]?.state;
  if (state !== 'replacing') return state === 'committed';
  const toBeDone = lock?.batch === batch && lock.holders.some(({ replaced }) => replaced);
  return uniqueKey === undefined || !toBeDone;
}

export function isAtRest({ place, dead }: Caller): boolean {
  if (dead) return true;
  switch (place.kind) {
    case 'enqueue':
    case 'meet':
      return place.at.step === 'done';
    case 'batch':
    case 'return':
      return place.phase === 'done';
  }
}

export function shown({ place, dead }: Caller): string {
  if (dead) return 'ended';
  if (place.kind === 'batch' || place.kind === 'return') return place.result || place.phase;
  return place.at.step === 'done' ? place.at.outcome.kind : place.at.step;
}
