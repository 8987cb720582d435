import { expect } from 'vitest';
import { explore } from './model.ts';
import type { Scenario } from './world.ts';

/** How many states each scenario has: a model that has lost some of them proves less. */
const STATES: Readonly<Record<string, number>> = {
  'a batch and a single job that replace the same job': 14_384,
  'a batch that replaces a job that is claimed, requeued, acked; somebody meets its jobs, somebody creates': 77_370,
  'a batch that replaces a job that is claimed; somebody meets its jobs, somebody creates': 19_712,
  'a batch that replaces a job which is set going again after it died': 4_590,
  'a batch that replaces several live holders': 4_157,
  'a batch with a plain job and a create, others create; the batch may be late': 7_744,
  'a batch with two jobs of one key, the later one replaces the earlier one and what is stored': 6_301,
  'a create, and somebody else who puts its id without a policy and deletes that job': 385,
  'a job leaves the dead letter that its lock has let go of; others come': 13_042,
  'a replace and its retry, and somebody else who puts the same id without a policy': 116_854,
  'a replace over a job that fails and is taken out of the dead letter again': 592,
  'a replace, and somebody else who puts the same id without a policy': 571,
  'replaces with one id, and another: each goes the way of a batch': 119_623,
  'several live holders of one batch, and a replace of them all': 3_224,
  'several live holders: only available jobs count': 5_558,
  'three creates over a job that ends': 3_063,
  'three creates, two of them with one id; jobs end': 5_659,
  'two batches of creates; one may be late': 3_709,
  'two batches that replace one another over a job that expires': 70_856,
  'two batches that replace one another': 4_767,
  'two leave it at once, and one comes that counts what has died': 13_878,
  'two replaces and a create over a job that is claimed, requeued, acked': 148_024,
  'two replaces and a create over a job that is claimed': 37_884,
  'two replaces over a job that expires': 11_737,
  'two replaces with one id: each goes the way of a batch': 1_021,
};

/** Explores the scenario; nothing that must hold is violated. @returns the kinds of end. */
export function holds(name: string, scenario: Scenario): ReadonlyMap<string, number> {
  const { states, ends, faults } = explore(scenario);
  process.stdout.write(`${name}: ${states} states, ${ends.size} kinds of end, ${faults.size} violations\n`);
  expect([...faults]).toEqual([]);
  expect(states).toBe(STATES[name]);
  return ends;
}
