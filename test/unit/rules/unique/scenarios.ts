import { hasEnded } from '../../../../src/rules/head.ts';
import { parseUniquePolicy } from '../../../../src/rules/unique-policy.ts';
import type { Role, Scenario } from './world.ts';

/** The enqueue of one job. */
export function request(id: string, nonce: string, policy: object = {}, clientId = true): Role {
  return { kind: 'enqueue', id, nonce, policy: parseUniquePolicy(policy), clientId };
}

/** A batch of jobs with these ids and policies; those without are plain. */
export function batch(...elements: readonly [id: string, policy?: object][]): Role {
  return {
    kind: 'batch',
    elements: elements.map(([id, policy]) => ({ id, ...(policy && { policy: parseUniquePolicy(policy) }) })),
  };
}

export const replace = { on_conflict: 'replace' };
const ignore = { on_conflict: 'ignore' };
const onlyAvailable = { states: ['available'] };
export const open: Scenario['exclusive'] = (head) => !hasEnded(head);

export const singles: Readonly<Record<string, Scenario>> = {
  'three creates, two of them with one id; jobs end': {
    callers: { A1: request('A', 'a1'), A2: request('A', 'a2'), B: request('B', 'b', {}, false) },
    workerMoves: 2,
    exclusive: open,
  },
  'three creates over a job that ends': {
    callers: { A: request('A', 'a'), B: request('B', 'b', {}, false), C: request('C', 'c', ignore) },
    old: {},
    workerMoves: 2,
    exclusive: open,
  },
  'two replaces and a create over a job that is claimed': {
    callers: {
      R: request('R', 'r', replace, false),
      S: request('S', 's', replace, false),
      C: request('C', 'c'),
    },
    old: {},
    workerMoves: 1,
    exclusive: open,
  },
  'two replaces over a job that expires': {
    callers: { R: request('R', 'r', replace, false), S: request('S', 's', replace, false) },
    old: { expiresAt: 1 },
    workerMoves: 2,
    timePasses: true,
    exclusive: open,
  },
  'a create, and somebody else who puts its id without a policy and deletes that job': {
    callers: { A: request('A', 'a'), B: request('B', 'b', {}, false) },
    workerMoves: 0,
    plainPut: 'A',
    plainDeleted: true,
    exclusive: open,
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

/** A job that is set going again is not checked again (ojs-unique-jobs 9.2). */
const anyNumber = () => false;

export const returns: Readonly<Record<string, Scenario>> = {
  'a replace over a job that fails and is taken out of the dead letter again': {
    callers: { R: request('R', 'r', replace, false), D: { kind: 'return', id: 'O' } },
    old: { state: 'active' },
    workerMoves: 2,
    failures: true,
    exclusive: anyNumber,
  },
  'a job leaves the dead letter that its lock has let go of; others come': {
    callers: {
      D: { kind: 'return', id: 'D' },
      A: request('A', 'a', {}, false),
      B: request('B', 'b', replace, false),
    },
    died: ['D', 'E'],
    workerMoves: 1,
    exclusive: anyNumber,
  },
  'two leave it at once, and one comes that counts what has died': {
    callers: {
      D: { kind: 'return', id: 'D' },
      E: { kind: 'return', id: 'E' },
      A: request('A', 'a', { states: ['completed'] }, false),
    },
    died: ['D', 'E'],
    workerMoves: 1,
    exclusive: anyNumber,
  },
};

export const batches: Readonly<Record<string, Scenario>> = {
  'a batch with a plain job and a create, others create; the batch may be late': {
    callers: { X: batch(['P'], ['U', {}]), A: request('A', 'a', {}, false), C: request('C', 'c', ignore) },
    workerMoves: 1,
    deadlines: true,
    exclusive: open,
  },
  'two batches of creates; one may be late': {
    callers: { X: batch(['U', {}], ['P']), Y: batch(['V', ignore]) },
    workerMoves: 2,
    deadlines: true,
    exclusive: open,
  },
  'a batch that replaces a job that is claimed; somebody meets its jobs, somebody creates': {
    callers: { X: batch(['U', replace]), M: { kind: 'meet', of: 'X' }, A: request('A', 'a', {}, false) },
    old: {},
    workerMoves: 1,
    deadlines: true,
    exclusive: open,
  },
  'a batch and a single job that replace the same job': {
    callers: { X: batch(['U', replace]), R: request('R', 'r', replace, false) },
    old: {},
    workerMoves: 2,
    deadlines: true,
    exclusive: open,
  },
  'two batches that replace one another': {
    callers: { X: batch(['U', replace]), Y: batch(['V', replace]) },
    old: {},
    workerMoves: 0,
    deadlines: true,
    exclusive: open,
  },
  'a batch with two jobs of one key, the later one replaces the earlier one and what is stored': {
    callers: { X: batch(['U', replace], ['V', replace]), A: request('A', 'a', ignore, false) },
    old: {},
    workerMoves: 2,
    deadlines: true,
    exclusive: open,
  },
  'several live holders of one batch, and a replace of them all': {
    callers: {
      X: batch(['U', { states: ['completed'] }], ['V', { states: ['completed'] }]),
      R: request('R', 'r', replace, false),
    },
    old: { state: 'active' },
    workerMoves: 1,
    deadlines: true,
    exclusive: anyNumber,
  },
  'a batch that replaces several live holders': {
    callers: { A: request('A', 'a', { states: ['completed'] }, false), X: batch(['U', replace]) },
    old: { state: 'active' },
    workerMoves: 1,
    deadlines: true,
    exclusive: anyNumber,
  },
  'a batch that replaces a job which is set going again after it died': {
    callers: {
      X: batch(['U', replace]),
      M: { kind: 'meet', of: 'X' },
      D: { kind: 'return', id: 'O' },
    },
    old: { state: 'active' },
    workerMoves: 2,
    failures: true,
    exclusive: anyNumber,
  },
  'two replaces with one id: each goes the way of a batch': {
    callers: { R1: request('R', 'r1', replace), R2: request('R', 'r2', replace) },
    old: {},
    workerMoves: 0,
    exclusive: open,
  },
  'a replace, and somebody else who puts the same id without a policy': {
    callers: { R1: request('R', 'r1', replace) },
    old: {},
    workerMoves: 2,
    plainPut: 'R',
    deadlines: true,
    exclusive: open,
  },
};

/** What takes too long for every run. */
export const large: Readonly<Record<string, Scenario>> = {
  'two replaces and a create over a job that is claimed, requeued, acked': {
    callers: {
      R: request('R', 'r', replace, false),
      S: request('S', 's', replace, false),
      C: request('C', 'c'),
    },
    old: {},
    workerMoves: 2,
    exclusive: open,
  },
  'a batch that replaces a job that is claimed, requeued, acked; somebody meets its jobs, somebody creates': {
    callers: { X: batch(['U', replace]), M: { kind: 'meet', of: 'X' }, A: request('A', 'a', {}, false) },
    old: {},
    workerMoves: 2,
    deadlines: true,
    exclusive: open,
  },
  'two batches that replace one another over a job that expires': {
    callers: { X: batch(['U', replace]), Y: batch(['V', replace]) },
    old: { expiresAt: 1 },
    workerMoves: 1,
    timePasses: true,
    deadlines: true,
    exclusive: open,
  },
  'replaces with one id, and another: each goes the way of a batch': {
    callers: {
      R1: request('R', 'r1', replace),
      R2: request('R', 'r2', replace),
      X: request('X', 'x', replace),
    },
    old: {},
    workerMoves: 0,
    exclusive: open,
  },
  'a replace and its retry, and somebody else who puts the same id without a policy': {
    callers: { R1: request('R', 'r1', replace), R2: request('R', 'r2', replace) },
    old: {},
    workerMoves: 2,
    plainPut: 'R',
    deadlines: true,
    exclusive: open,
  },
};
