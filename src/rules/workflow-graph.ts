import { invalidRequest, unsupported } from './errors.ts';
import { received } from './received.ts';
import { validationError } from './validation-error.ts';
import { CALLBACK_NAMES, type CallbackName } from './workflow.ts';

/** A step as its dependencies describe it. */
export interface GraphStep {
  readonly id?: string | undefined;
  readonly dependsOn: readonly string[];
  /** Which callback it would be, if it is one. */
  readonly callback?: CallbackName | undefined;
}

/** What the dependencies come to; of a batch which steps are its callbacks. */
export type Graph =
  | { readonly kind: 'chain' | 'group' }
  | { readonly kind: 'batch'; readonly callbacks: ReadonlyMap<number, CallbackName> };

/**
 * The workflow that steps with `depends_on` describe (DECISIONS.md 1.6, in the forms that the official
 * clients send): each depends on the one before is a chain, also where there is only one; none depends on
 * any is a group; callbacks that depend on all the others, which depend on none, are a batch.
 *
 * @param list the name of the field that they stand in
 * @throws OjsError 400 naming the step for ids and dependencies that do not hold, 422 for other graphs
 */
export function graphOf(steps: readonly GraphStep[], list: string): Graph {
  const indexes = indexesOf(steps, list);
  const dependencies = steps.map(({ dependsOn }, index) => resolved(dependsOn, indexes, index, list));
  refuseCycles(dependencies, list);
  const callbacks = callbacksOf(steps, dependencies);
  if (callbacks.size > 0) return { kind: 'batch', callbacks };
  if (dependencies.every((on, index) => (index === 0 ? on.size === 0 : on.size === 1 && on.has(index - 1)))) {
    return { kind: 'chain' };
  }
  const other = dependencies.findIndex(({ size }) => size > 0);
  if (other < 0) return { kind: 'group' };
  throw notOffered(dependencies, list, other);
}

/** The callback that an id means: `on_complete`, or `on-complete`. */
export function callbackOf(id: string | undefined): CallbackName | undefined {
  return CALLBACK_NAMES.find((name) => name === id?.replaceAll('-', '_'));
}

function indexesOf(steps: readonly GraphStep[], list: string): ReadonlyMap<string, number> {
  const indexes = new Map<string, number>();
  for (const [index, { id }] of steps.entries()) {
    if (id === undefined) continue;
    const first = indexes.get(id);
    if (first !== undefined)
      throw wrong(`${list}[${index}].id`, `another id than ${list}[${first}]`, id, index);
    indexes.set(id, index);
  }
  return indexes;
}

function resolved(
  dependsOn: readonly string[],
  indexes: ReadonlyMap<string, number>,
  index: number,
  list: string,
): ReadonlySet<number> {
  return new Set(
    dependsOn.map((id) => {
      const on = indexes.get(id);
      if (on !== undefined && on !== index) return on;
      throw wrong(`${list}[${index}].depends_on`, 'ids of other steps of the workflow', id, index);
    }),
  );
}

/** Takes out what depends on nothing that is left; what stays then waits for itself. */
function refuseCycles(dependencies: readonly ReadonlySet<number>[], list: string): void {
  const waiting = dependencies.map(({ size }) => size);
  const followers = dependencies.map((): number[] => []);
  for (const [index, on] of dependencies.entries()) for (const each of on) followers[each]?.push(index);
  const free = waiting.flatMap((count, index) => (count === 0 ? [index] : []));
  for (const index of free) {
    for (const follower of followers[index] ?? []) {
      const left = (waiting[follower] ?? 0) - 1;
      waiting[follower] = left;
      if (left === 0) free.push(follower);
    }
  }
  const cyclic = waiting.findIndex((count) => count > 0);
  if (cyclic >= 0) {
    throw wrong(`${list}[${cyclic}].depends_on`, 'steps that do not wait for this one', undefined, cyclic);
  }
}

/** By index; none where the steps are no batch. */
function callbacksOf(
  steps: readonly GraphStep[],
  dependencies: readonly ReadonlySet<number>[],
): ReadonlyMap<number, CallbackName> {
  const jobs = dependencies.filter(({ size }) => size === 0).length;
  const callbacks = new Map<number, CallbackName>();
  for (const [index, { size }] of dependencies.entries()) {
    if (size === 0) continue;
    const callback = steps[index]?.callback;
    const repeated = [...callbacks.values()].some((other) => other === callback);
    // As many as there are jobs, and none of them a callback: all of them.
    const onJobsOnly = [...(dependencies[index] ?? [])].every((on) => dependencies[on]?.size === 0);
    if (callback === undefined || repeated || size !== jobs || !onJobsOnly) return new Map();
    callbacks.set(index, callback);
  }
  return callbacks;
}

function wrong(field: string, expected: string, value: string | undefined, index: number) {
  const shown = value === undefined ? {} : { received: received(value) };
  return invalidRequest(
    `${field} must be ${expected}${value === undefined ? '' : `; received ${shown.received}`}.`,
    {
      field,
      expected,
      ...shown,
      index,
      validation_errors: [validationError(field, `must be ${expected}`)],
    },
  );
}

function notOffered(dependencies: readonly ReadonlySet<number>[], list: string, first: number) {
  const several = dependencies.findIndex(({ size }) => size > 1);
  const index = several < 0 ? first : several;
  const why = several < 0 ? 'does not depend on the step before it alone' : 'depends on several steps';
  const step = `${list}[${index}]`;
  return unsupported(
    `${step}.depends_on`,
    `The dependencies of the steps make neither a chain nor a group nor a batch; ${step} ${why}.`,
    ['chain', 'group', 'batch'],
    index,
  );
}
