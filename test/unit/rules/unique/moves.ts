import type { Head } from '../../../../src/rules/head.ts';
import { cancelled, completed, resolve } from '../../../../src/rules/lifecycle.ts';
import { withNewest } from '../../../../src/rules/unique-lock.ts';
import {
  afterCancel,
  afterCheck,
  afterCommit,
  afterHeads,
  afterPlace,
  afterRead,
  type UniqueRequest,
  type UniqueStep,
} from '../../../../src/rules/unique-steps.ts';
import {
  type Caller,
  headIn,
  isAtRest,
  lockIn,
  newHead,
  nextToken,
  nonceOf,
  requestOf,
  type Scenario,
  type World,
  withHead,
} from './world.ts';

/** The clock that heads are read by. */
export const READER = 'model';

export function* moves(scenario: Scenario, world: World): Generator<[string, World]> {
  for (const [name, caller] of Object.entries(world.callers)) {
    if (isAtRest(caller)) continue;
    const request = requestOf(scenario, name);
    for (const [moved, next] of callerMoves(scenario, world, request, caller)) {
      yield [`${name}:${caller.at.step}`, { ...moved, callers: { ...moved.callers, [name]: next } }];
    }
    if (!world.crashed) {
      const callers = { ...world.callers, [name]: { ...caller, dead: true } };
      yield [`${name}:ends`, { ...world, crashed: true, callers }];
    }
  }
  if (world.workerMoves > 0) yield* workerMoves(world, scenario.replays ?? false);
  if (scenario.timePasses && world.now === 0) yield ['time', { ...world, now: 1, ended: true }];
  const { plainPut: id } = scenario;
  if (id !== undefined && !world.plainPut && !world.heads[id]) {
    yield ['plain put', { ...withHead(world, newHead(id, 'plain', world.now)), plainPut: true }];
  }
}

function* workerMoves(world: World, replays: boolean): Generator<[string, World]> {
  const left = { ...world, workerMoves: world.workerMoves - 1 };
  for (const stored of Object.values(world.heads)) {
    const head = resolve(stored, world.now, READER);
    const token = nextToken(stored);
    if (head.state === 'available') {
      yield [`claim ${head.id}`, withHead(left, { ...head, state: 'active', token })];
    } else if (head.state === 'active') {
      yield [`ack ${head.id}`, { ...withHead(left, { ...completed(head, world.now), token }), ended: true }];
      yield [`requeue ${head.id}`, withHead(left, { ...head, state: 'available', token })];
      if (replays) yield [`fail ${head.id}`, withHead(left, { ...head, state: 'discarded', token })];
    } else if (head.state === 'discarded' && replays) {
      const nonce = world.replacedBy[head.id];
      const spares = Object.values(world.heads).some((one) => one.nonce === nonce);
      const spared = spares && nonce !== undefined ? { ...world.spared, [head.id]: nonce } : world.spared;
      yield [`replay ${head.id}`, { ...withHead(left, { ...head, state: 'available', token }), spared }];
    }
  }
}

/** What one request of a caller to the store leads to; more than one where a batch has an order. */
export function* callerMoves(
  scenario: Scenario,
  world: World,
  request: UniqueRequest,
  caller: Caller,
): Generator<[World, Caller]> {
  const { at } = caller;
  const go = (next: UniqueStep): Caller => ({ at: next, batch: {}, dead: false });
  const current = (id: string): Head | undefined => {
    const stored = world.heads[id];
    return stored && resolve(stored, world.now, READER);
  };
  switch (at.step) {
    case 'read': {
      const items = at.own ? ['lock', 'own'] : ['lock'];
      for (const item of items.filter((one) => !(one in caller.batch))) {
        const value = item === 'lock' ? world.lock : current(request.id);
        const batch = { ...caller.batch, [item]: { value } };
        const whole = items.every((one) => one in batch);
        yield [
          world,
          whole ? go(afterRead(request, lockIn(batch), headIn(batch, 'own'))) : { ...caller, batch },
        ];
      }
      return;
    }
    case 'heads': {
      const missing = at.lock.holders.find(({ id }) => !(id in caller.batch));
      if (!missing) throw new Error('A batch without an open item.');
      const batch = { ...caller.batch, [missing.id]: { value: current(missing.id) } };
      const whole = at.lock.holders.every(({ id }) => id in batch);
      if (!whole) return yield [world, { ...caller, batch }];
      const heads = new Map<string, Head>();
      for (const { id } of at.lock.holders) {
        const head = headIn(batch, id);
        if (head) heads.set(id, head);
      }
      return yield [world, go(afterHeads(request, at.lock, heads, world.now))];
    }
    case 'commit': {
      const head = newHead(request.id, request.nonce, world.now);
      if (nonceOf(world.lock) !== nonceOf(at.lock)) {
        return yield [
          world,
          go(afterCommit(request, at.replaces, head, { written: false, stored: world.lock })),
        ];
      }
      const lock = withNewest(at.lock, at.heads, {
        head,
        replaces: at.replaces,
        policy: request.policy,
        now: world.now,
      });
      const replacedBy = Object.fromEntries(at.replaces.map(({ id }) => [id, request.nonce]));
      const moved: World = {
        ...world,
        lock: scenario.lockForgetsHead ? { ...lock, head: undefined } : lock,
        replacedBy: { ...world.replacedBy, ...replacedBy },
      };
      const next = afterCommit(request, at.replaces, head, { written: true });
      yield [moved, go(next)];
      // The answer may be lost: then the SDK asks again, at any later time, and is refused.
      yield [moved, caller];
      return;
    }
    case 'check':
      return yield [world, go(afterCheck(request, at.settling, current(at.settling.head.id)))];
    case 'cancel': {
      const stored = world.heads[at.target.id];
      if (stored?.token !== at.target.token) {
        const outcome = { written: false, stored: current(at.target.id) } as const;
        return yield [world, go(afterCancel(at.settling, at.target, outcome))];
      }
      const head = { ...cancelled(at.target, world.now), token: nextToken(stored) };
      const late = world.spared[stored.id] === at.settling.head.nonce;
      const moved: World = { ...withHead(world, head), cancelledLate: world.cancelledLate || late };
      return yield [moved, go(afterCancel(at.settling, at.target, { written: true }))];
    }
    case 'place': {
      const stored = current(at.settling.head.id);
      const moved = stored ? world : withHead(world, at.settling.head);
      const outcome = stored ? ({ written: false, stored } as const) : ({ written: true } as const);
      return yield [moved, go(afterPlace(request, at.settling, outcome))];
    }
    case 'done':
      return;
  }
}
