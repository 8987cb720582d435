import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OjsError } from '../../../src/rules/errors.ts';
import { callbackOf, type GraphStep, graphOf } from '../../../src/rules/workflow-graph.ts';

/** A step that is called `id` and waits for others. */
function step(id: string | undefined, ...dependsOn: string[]): GraphStep {
  return { id, dependsOn, callback: callbackOf(id) };
}

function refusal(steps: readonly GraphStep[]) {
  try {
    return graphOf(steps, 'steps');
  } catch (error) {
    if (!(error instanceof OjsError)) throw error;
    return { status: error.status, ...error.details };
  }
}

describe('DECISIONS 1.6: what depends_on makes of steps', () => {
  it('each depends on the one before: a chain', () => {
    expect(graphOf([step('a'), step('b', 'a'), step('c', 'b')], 'steps')).toEqual({ kind: 'chain' });
  });

  it('one step alone: a chain', () => {
    expect(graphOf([step('a')], 'steps')).toEqual({ kind: 'chain' });
    expect(graphOf([step(undefined)], 'steps')).toEqual({ kind: 'chain' });
  });

  it('none depends on any: a group', () => {
    expect(graphOf([step('a'), step('b')], 'steps')).toEqual({ kind: 'group' });
    expect(graphOf([step(undefined), step(undefined)], 'steps')).toEqual({ kind: 'group' });
  });

  it('callbacks that depend on all the others: a batch, in both spellings', () => {
    const jobs = [step('a'), step('b')];
    expect(graphOf([...jobs, step('on_complete', 'b', 'a')], 'steps')).toEqual({
      kind: 'batch',
      callbacks: new Map([[2, 'on_complete']]),
    });
    expect(graphOf([...jobs, step('on-success', 'a', 'b'), step('on-failure', 'a', 'b')], 'steps')).toEqual({
      kind: 'batch',
      callbacks: new Map([
        [2, 'on_success'],
        [3, 'on_failure'],
      ]),
    });
  });

  it('a batch of one job is no chain', () => {
    expect(graphOf([step('a'), step('on_complete', 'a')], 'steps')).toMatchObject({ kind: 'batch' });
  });

  it.each([
    ['a fork', [step('a'), step('b', 'a'), step('c', 'a')]],
    ['a join', [step('a'), step('b'), step('c', 'a', 'b')]],
    ['two chains', [step('a'), step('b', 'a'), step('c'), step('d', 'c')]],
    ['a chain in another order', [step('b', 'a'), step('a')]],
    ['a callback of some of the jobs', [step('a'), step('b'), step('on_complete', 'a')]],
    [
      'a callback of a callback',
      [step('a'), step('b'), step('on_complete', 'a', 'b'), step('on_success', 'on_complete', 'a')],
    ],
    ['a callback twice', [step('a'), step('on_complete', 'a'), step('on-complete', 'a')]],
    ['a callback beside another step', [step('a'), step('on_complete', 'a'), step('b', 'a')]],
  ])('%s: 422', (_, steps) => {
    expect(refusal(steps)).toMatchObject({ status: 422, supported: ['chain', 'group', 'batch'] });
  });

  it('the 422 names a step that depends on several, where there is one', () => {
    expect(refusal([step('a'), step('b'), step('c', 'a', 'b')])).toMatchObject({
      requested: 'steps[2].depends_on',
      index: 2,
    });
  });

  it.each([
    ['an id twice', [step('a'), step('a')], 'steps[1].id', 1],
    ['an unknown id', [step('a'), step('b', 'x')], 'steps[1].depends_on', 1],
    ['itself', [step('a', 'a')], 'steps[0].depends_on', 0],
    ['a circle', [step('a', 'c'), step('b', 'a'), step('c', 'b')], 'steps[0].depends_on', 0],
    ['what waits for a circle', [step('a'), step('b', 'c'), step('c', 'b')], 'steps[1].depends_on', 1],
  ])('%s: 400 that names the step', (_, steps, field, index) => {
    expect(refusal(steps)).toMatchObject({
      status: 400,
      field,
      index,
      validation_errors: [{ path: `$.${field}` }],
    });
  });

  it('every graph is one of the three, refused as circular exactly where it is, or not offered', () => {
    const graph = fc.integer({ min: 1, max: 7 }).chain((size) =>
      fc.array(fc.uniqueArray(fc.integer({ min: 0, max: size - 1 }), { maxLength: 2 }), {
        minLength: size,
        maxLength: size,
      }),
    );
    fc.assert(
      fc.property(graph, (edges) => {
        const steps = edges.map((on, index) => step(`s${index}`, ...on.map((each) => `s${each}`)));
        const found = refusal(steps);
        const status = 'status' in found ? found.status : 200;
        expect(status === 400).toBe(isCircular(edges));
        if (status === 200) expect(found).toMatchObject({ kind: expect.stringMatching(/^(chain|group)$/) });
      }),
    );
  });
});

/** By walking from each step: slow, and plainly right. */
function isCircular(edges: readonly (readonly number[])[]): boolean {
  const reaches = (from: number, seen: readonly number[]): boolean =>
    seen.includes(from) || (edges[from] ?? []).some((next) => reaches(next, [...seen, from]));
  return edges.some((_, index) => reaches(index, []));
}
