import type { Case, Step } from '../case/case.ts';
import { isObject, type Json, own } from '../case/json.ts';
import { resolveByIntent } from './path.ts';

/** The names that the steps of a case capture. */
export function namesCapturedBy(testCase: Case): ReadonlySet<string> {
  const steps: Step[] = [...testCase.setup, ...testCase.steps, ...testCase.teardown];
  return new Set(steps.flatMap((step) => Object.keys(step.captures)));
}

/** The value that a capture's path leads to; `$.id` also finds the id of the job inside. */
export function captured(root: Json | undefined, path: string): Json | undefined {
  const direct = resolveByIntent(root, path);
  if (direct.ok && direct.value !== undefined) return direct.value;
  const inside = isObject(root) ? resolveByIntent(own(root, 'job'), path) : direct;
  return inside.ok ? inside.value : undefined;
}
