import { DURATION_FORM, MAX_DURATION_MS, parseDuration } from './duration.ts';
import { invalidPolicy, type OjsError } from './errors.ts';
import { received } from './received.ts';

/** Most entries of a list in a policy, and most characters of one entry. */
const MAX_ENTRIES = 100;
const MAX_CHARACTERS = 255;

export const NAMES_FORM = `a list of at most ${MAX_ENTRIES} texts of 1 to ${MAX_CHARACTERS} characters`;
export const INTERVAL_FORM = `${DURATION_FORM}, or as many milliseconds as a whole number; longer than 0`;
export const MILLISECONDS_FORM = `a whole number of milliseconds from 1 to ${MAX_DURATION_MS}`;

/** One field of a policy, as an object of the request may hold it. */
export interface PolicyField<T> {
  /** The standard's name, then its synonyms; the first one given counts. */
  readonly names: readonly string[];
  /** What the value must be, for the message. */
  readonly expected: string;
  /** What the value means, or undefined where it must be refused. */
  readonly accept: (value: unknown) => T | undefined;
  /** Of a list: what each entry must be, so that the message can name one that is not. */
  readonly acceptEntry?: (entry: unknown) => boolean;
}

/** The policy as an object; throws a 422 that names `path` where it is none. */
export function policyObject(value: unknown, path: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw refusedField(path, 'an object', value);
}

/** What the policy at `path` says in `field`, or undefined where it says nothing; 422 where it is wrong. */
export function readField<T>(policy: object, path: string, field: PolicyField<T>): T | undefined {
  const given = Object.entries(policy);
  for (const name of field.names) {
    const entry = given.find(([key]) => key === name);
    if (!entry) continue;
    const accepted = field.accept(entry[1]);
    if (accepted === undefined) {
      const what = receivedIn(entry[1], field.acceptEntry);
      throw invalidPolicy(`${path}.${name}`, `must be ${field.expected}; received ${what}.`);
    }
    return accepted;
  }
  return undefined;
}

export function refusedField(field: string, expected: string, value: unknown): OjsError {
  return invalidPolicy(field, `must be ${expected}; received ${received(value)}.`);
}

/** The value as the message shows it; of a list the first entry that does not fit, if any. */
function receivedIn(value: unknown, acceptEntry: PolicyField<unknown>['acceptEntry']): string {
  const list: readonly unknown[] = Array.isArray(value) && acceptEntry ? value : [];
  const wrong = list.find((entry) => !acceptEntry?.(entry));
  return wrong === undefined ? received(value) : `${received(value)} with ${received(wrong)} in it`;
}

/** A length in ms, over 0, from a duration or a number of ms. */
export function acceptInterval(value: unknown): number | undefined {
  return acceptMilliseconds(typeof value === 'string' ? parseDuration(value) : value);
}

export function acceptMilliseconds(value: unknown): number | undefined {
  return acceptWhole(value, 1, MAX_DURATION_MS);
}

export function acceptWhole(value: unknown, min: number, max: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
    ? value
    : undefined;
}

export function acceptNames(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length > MAX_ENTRIES) return undefined;
  const names = value.filter(isName);
  return names.length === value.length ? names : undefined;
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= MAX_CHARACTERS;
}
