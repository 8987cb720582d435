import { describe, expect, it } from 'vitest';
import { hasEnded } from '../../../../src/rules/head.ts';
import { parseUniquePolicy } from '../../../../src/rules/unique-policy.ts';
import type { UniqueRequest } from '../../../../src/rules/unique-steps.ts';
import { explore } from './model.ts';
import type { Scenario } from './world.ts';

function request(id: string, nonce: string, policy: object = {}, clientId = true): UniqueRequest {
  return { id, nonce, policy: parseUniquePolicy(policy), clientId };
}

const replace = { on_conflict: 'replace' };
const onlyAvailable = { states: ['available'] };
const open: Scenario['exclusive'] = (head) => !hasEnded(head);

const scenarios: Readonly<Record<string, Scenario>> = {
  'three creates, two of them with one id; jobs end': {
    callers: { A1: request('A', 'a1'), A2: request('A', 'a2'), B: request('B', 'b', {}, false) },
    workerMoves: 2,
    exclusive: open,
  },
  'three creates over a job that ends': {
    callers: {
      A: request('A', 'a'),
      B: request('B', 'b', {}, false),
      C: request('C', 'c', { on_conflict: 'ignore' }),
    },
    old: {},
    workerMoves: 2,
    exclusive: open,
  },
  'two replaces and a create over a job that is claimed, requeued, acked': {
    callers: { R: request('R', 'r', replace), S: request('S', 's', replace, false), C: request('C', 'c') },
    old: {},
    workerMoves: 2,
    exclusive: open,
  },
  'two replaces with one id, and another': {
    callers: {
      R1: request('R', 'r1', replace),
      R2: request('R', 'r2', replace),
      X: request('X', 'x', replace),
    },
    old: {},
    workerMoves: 1,
    exclusive: open,
  },
  'two replaces over a job that expires': {
    callers: { R: request('R', 'r', replace), S: request('S', 's', replace, false) },
    old: { expiresAt: 1 },
    workerMoves: 2,
    timePasses: true,
    exclusive: open,
  },
  'a replace and its retry, and somebody else who puts the same id without a policy': {
    callers: { R1: request('R', 'r1', replace), R2: request('R', 'r2', replace) },
    old: {},
    workerMoves: 2,
    plainPut: 'R',
    exclusive: open,
  },
  'a create, and somebody else who puts its id without a policy': {
    callers: { A: request('A', 'a'), B: request('B', 'b', {}, false) },
    workerMoves: 0,
    plainPut: 'A',
    exclusive: open,
  },
  'two replaces over a job that fails and is taken out of the dead letter again': {
    callers: { R: request('R', 'r', replace), S: request('S', 's', replace, false) },
    old: { state: 'active' },
    workerMoves: 3,
    replays: true,
    // It is not checked again (ojs-unique-jobs 9.2); what must not be is that it is cancelled for it.
    exclusive: () => false,
  },
  'several live holders: only available jobs count': {
    callers: {
      A: request('A', 'a', onlyAvailable),
      B: request('B', 'b', { ...onlyAvailable, ...replace }, false),
    },
    old: { state: 'active' },
    workerMoves: 3,
    // A job that is given back is available again, whatever has come meanwhile (ojs-unique-jobs 9.2).
    exclusive: (head) => head.state === 'available' && head.token === '0',
  },
};

describe('DESIGN decision 20, ojs-unique-jobs 8.1: every order of the steps, one server ends anywhere', () => {
  it.each(Object.entries(scenarios))(
    '%s',
    (name, scenario) => {
      const { states, ends, faults } = explore(scenario);
      console.log(`${name}: ${states} states, ${ends.size} kinds of end, ${faults.size} violations`);
      expect([...faults]).toEqual([]);
      expect(states).toBeGreaterThan(200);
      expect([...ends.keys()].join()).not.toContain('undecided');
    },
    60_000,
  );
});

describe('the model finds what it should', () => {
  it('a lock that is no commit record (lock, then put): two at once', () => {
    const { faults } = explore({
      callers: { A: request('A', 'a'), B: request('B', 'b') },
      workerMoves: 0,
      exclusive: open,
      lockForgetsHead: true,
    });
    expect([...faults.keys()]).toContain('two at once');
  });

  it('and with replace: a job cancelled for one that is not there', () => {
    const { faults } = explore({
      callers: { R: request('R', 'r', replace) },
      old: {},
      workerMoves: 0,
      exclusive: open,
      lockForgetsHead: true,
    });
    expect(faults.size).toBeGreaterThan(0);
  });
});
