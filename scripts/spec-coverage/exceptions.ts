import { isObject, type Json } from '../generate/json.ts';
import type { Coverage } from './compare.ts';

/** Why an operation is not covered, and what ends that. */
export interface Exception {
  readonly reason: string;
  /** The issue, plan or level that closes it; `stays` with the reason where it is meant to stay. */
  readonly closes: string;
  readonly missing: readonly string[];
}

/** Reads the committed exceptions, by the published operationId. @throws Error naming what is wrong */
export function exceptionsFrom(document: Json): ReadonlyMap<string, Exception> {
  if (!isObject(document)) throw new Error('The exceptions are no object.');
  return new Map(
    Object.entries(document).map(([id, written]) => {
      const { reason, closes, missing } = isObject(written) ? written : {};
      if (typeof reason !== 'string' || typeof closes !== 'string' || !Array.isArray(missing)) {
        throw new Error(`The exception for ${id} needs reason, closes and missing.`);
      }
      return [id, { reason, closes, missing: missing.map(String) }];
    }),
  );
}

/** What the coverage comes to in the light of the exceptions. */
export interface Verdict {
  /** Missing, and no exception names it. */
  readonly uncovered: readonly Coverage[];
  /** Exceptions for what is not missing (any more), or for no operation: `id: place`. */
  readonly needless: readonly string[];
}

/** Every missing place must be named by the exception of its operation, and nothing else. */
export function judge(coverage: readonly Coverage[], exceptions: ReadonlyMap<string, Exception>): Verdict {
  const uncovered = coverage
    .map((each) => {
      const named = exceptions.get(each.id)?.missing ?? [];
      return { ...each, missing: each.missing.filter((place) => !named.includes(place)) };
    })
    .filter(({ missing }) => missing.length > 0);
  const needless = [...exceptions].flatMap(([id, { missing: named }]) => {
    const missing = coverage.find((each) => each.id === id)?.missing ?? [];
    const gone = named.filter((place) => !missing.includes(place));
    return named.length === 0 ? [id] : gone.map((place) => `${id}: ${place}`);
  });
  return { uncovered, needless };
}
