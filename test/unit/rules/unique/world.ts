import type { Head } from '../../../../src/rules/head.ts';
import type { UniqueLock } from '../../../../src/rules/unique-lock.ts';
import {
  firstStep,
  type UniqueOutcome,
  type UniqueRequest,
  type UniqueStep,
} from '../../../../src/rules/unique-steps.ts';
import { headOf } from '../head-of.ts';

/** Who takes part. */
export interface Scenario {
  readonly callers: Readonly<Record<string, UniqueRequest>>;
  /** A job that was accepted before. */
  readonly old?: Partial<Head>;
  /** How many moves of workers there are: claims, acks, requeues. */
  readonly workerMoves: number;
  /** Workers also fail for good, and somebody takes what failed out of the dead letter again. */
  readonly replays?: boolean;
  /** Time passes once, from 0 to 1. */
  readonly timePasses?: boolean;
  /** Somebody puts a job with this id without a policy, at any time. */
  readonly plainPut?: string;
  /** States of which there may be one job only, for any callers. */
  readonly exclusive: (head: Head) => boolean;
  /** A store that forgets the head in the lock: then the lock is no commit record. */
  readonly lockForgetsHead?: boolean;
}

/** A batch that is being answered. */
type Answered = Readonly<Record<string, { readonly value: Head | UniqueLock | undefined }>>;

export interface Caller {
  readonly at: UniqueStep;
  readonly batch: Answered;
  readonly dead: boolean;
}

export interface World {
  readonly now: number;
  readonly lock: UniqueLock | undefined;
  readonly heads: Readonly<Record<string, Head>>;
  readonly callers: Readonly<Record<string, Caller>>;
  readonly workerMoves: number;
  readonly crashed: boolean;
  readonly ended: boolean;
  readonly plainPut: boolean;
  /** Jobs taken out of the dead letter after what replaced them was placed, with its nonce. */
  readonly spared: Readonly<Record<string, string>>;
  /** One of these was cancelled for it all the same. */
  readonly cancelledLate: boolean;
  /** Nonce of the head that takes a job's place, by the job's id. */
  readonly replacedBy: Readonly<Record<string, string>>;
}

export function begin({ callers, old, workerMoves }: Scenario): World {
  const head = old && headOf({ id: 'O', nonce: 'o', token: '0', createdAt: 0, ...old });
  return {
    now: 0,
    lock: head && { holders: [{ id: head.id, nonce: head.nonce }], head, ttl: 0 },
    heads: head ? { [head.id]: head } : {},
    callers: Object.fromEntries(
      Object.entries(callers).map(([name, request]) => [
        name,
        { at: firstStep(request), batch: {}, dead: false },
      ]),
    ),
    workerMoves,
    crashed: false,
    ended: false,
    plainPut: false,
    spared: {},
    cancelledLate: false,
    replacedBy: {},
  };
}

export function requestOf({ callers }: Scenario, name: string): UniqueRequest {
  const request = callers[name];
  if (!request) throw new Error(`No caller ${name}.`);
  return request;
}

export function newHead(id: string, nonce: string, createdAt: number): Head {
  return headOf({ id, nonce, token: '0', createdAt, enqueuedAt: createdAt });
}

/** The stored heads count their writes, so that equal states are met again as equal. */
export function nextToken({ token }: Head): string {
  return String(Number(token) + 1);
}

export function withHead(world: World, head: Head): World {
  return { ...world, heads: { ...world.heads, [head.id]: head } };
}

export function nonceOf(lock: UniqueLock | undefined): string | undefined {
  return lock?.holders.at(-1)?.nonce;
}

export function lockIn(batch: Answered): UniqueLock | undefined {
  const value = batch.lock?.value;
  return value && 'holders' in value ? value : undefined;
}

export function headIn(batch: Answered, item: string): Head | undefined {
  const value = batch[item]?.value;
  return value && 'state' in value ? value : undefined;
}

export function isAtRest({ at, dead }: Caller): boolean {
  return dead || at.step === 'done';
}

export function shown({ at, dead }: Caller): string {
  if (dead) return 'ended';
  return at.step === 'done' ? at.outcome.kind : at.step;
}

/** One text for equal worlds: a head is what its id, nonce, state and token say. */
export function keyOf(world: World): string {
  const heads = Object.keys(world.heads)
    .sort()
    .map((id) => headKey(world.heads[id]));
  const callers = Object.values(world.callers).map(
    ({ at, batch, dead }) =>
      `${dead ? 'x' : ''}${stepKey(at)}(${Object.entries(batch)
        .map(
          ([item, { value }]) => `${item}=${value && 'holders' in value ? lockKey(value) : headKey(value)}`,
        )
        .join()})`,
  );
  const flags = [
    world.now,
    world.workerMoves,
    world.crashed,
    world.ended,
    world.plainPut,
    world.cancelledLate,
  ].join();
  return [
    flags,
    lockKey(world.lock),
    heads.join(),
    ...callers,
    Object.entries(world.replacedBy).join(),
    Object.entries(world.spared).join(),
  ].join('|');
}

function headKey(head: Head | undefined): string {
  return head ? `${head.id}.${head.nonce}.${head.state}.${head.token}` : '-';
}

function lockKey(lock: UniqueLock | undefined): string {
  if (!lock) return '-';
  const holders = lock.holders.map(({ id, nonce, replaced }) => `${id}.${nonce}${replaced ? '!' : ''}`);
  return `${holders.join('+')}:${headKey(lock.head)}`;
}

function stepKey(at: UniqueStep): string {
  switch (at.step) {
    case 'read':
      return `read${at.own}`;
    case 'heads':
      return `heads ${lockKey(at.lock)}`;
    case 'commit':
      return `commit ${lockKey(at.lock)} ${at.heads.map(headKey).join('+')} ${at.replaces.map(headKey).join('+')}`;
    case 'check':
    case 'cancel':
    case 'place': {
      const { head, replaced, own } = at.settling;
      return `${at.step} ${headKey(head)} ${replaced.map(headKey).join('+')} ${own}`;
    }
    case 'done':
      return outcomeKey(at.outcome);
  }
}

function outcomeKey(outcome: UniqueOutcome): string {
  return 'head' in outcome ? `${outcome.kind} ${outcome.head.id}.${outcome.head.nonce}` : outcome.kind;
}
