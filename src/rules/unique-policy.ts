import { invalidPolicy, type OjsError } from './errors.ts';
import type { JobState } from './job-state.ts';
import {
  acceptInterval,
  acceptMilliseconds,
  acceptNames,
  INTERVAL_FORM,
  isName,
  MILLISECONDS_FORM,
  NAMES_FORM,
  type PolicyField,
  policyObject,
  readField,
  refusedField,
} from './policy-fields.ts';

/** What of a job makes it the same as another (ojs-unique-jobs, section 3). */
export type UniqueDimension = 'type' | 'queue' | 'args' | 'meta';

/** What happens to a job that is the same as a stored one (ojs-unique-jobs, section 5). */
export type OnConflict = 'reject' | 'replace' | 'replace_except_schedule' | 'ignore';

/** A unique policy with every synonym and default resolved (DECISIONS.md 1.4, 6). */
export interface UniquePolicy {
  /** `type` always among them, each once, in the order type, queue, args, meta. */
  readonly keys: readonly UniqueDimension[];
  /** Names inside args that count, only with `args` among the keys; absent: all of args. */
  readonly argsKeys?: readonly string[];
  /** Names inside meta that count; there whenever `meta` is among the keys. */
  readonly metaKeys?: readonly string[];
  /** How long after its creation a stored job counts; absent: without limit. */
  readonly periodMs?: number;
  readonly onConflict: OnConflict;
  /** The states in which a stored job counts. */
  readonly states: readonly JobState[];
}

const DIMENSIONS: readonly UniqueDimension[] = ['type', 'queue', 'args', 'meta'];
const OPEN_STATES: readonly JobState[] = ['available', 'active', 'scheduled', 'retryable', 'pending'];
const STATES: readonly JobState[] = [...OPEN_STATES, 'completed', 'cancelled', 'discarded'];
const CONFLICTS: ReadonlyMap<unknown, OnConflict> = new Map<unknown, OnConflict>([
  ['reject', 'reject'],
  ['replace', 'replace'],
  ['replace_except_schedule', 'replace_except_schedule'],
  ['ignore', 'ignore'],
  ['use_existing', 'ignore'],
]);

const keys: PolicyField<UniqueDimension[]> = {
  names: ['keys'],
  expected: `a list of ${quoted(DIMENSIONS)}`,
  accept: (value) => acceptListed(value, DIMENSIONS),
  acceptEntry: oneOf(DIMENSIONS),
};

const states: PolicyField<JobState[]> = {
  names: ['states'],
  expected: `a list of at least one of ${quoted(STATES)}`,
  accept: (value) => {
    const listed = acceptListed(value, STATES);
    return listed && listed.length > 0 ? listed : undefined;
  },
  acceptEntry: oneOf(STATES),
};

const onConflict: PolicyField<OnConflict> = {
  names: ['on_conflict'],
  expected: `one of ${quoted(CONFLICTS.keys())}`,
  accept: (value) => CONFLICTS.get(value),
};

/** The one-field spelling of the official clients: see `shortForm`. */
const key = namesIn('key');
const argsKeys = orNull(namesIn('args_keys'));
const metaKeys = orNull(namesIn('meta_keys'));
const period = orNull({ names: ['period'], expected: INTERVAL_FORM, accept: acceptInterval });
/** The spelling of the official Go client. */
const periodMilliseconds: PolicyField<number> = {
  names: ['period_ms'],
  expected: MILLISECONDS_FORM,
  accept: acceptMilliseconds,
};

/**
 * Reads the unique policy of a request, parsed from JSON (ojs-unique-jobs, section 2; all spellings
 * of DECISIONS.md 1.4). Throws `invalidPolicy` (422) naming the field, such as `unique.states`, also where
 * fields contradict one another; unknown names are ignored.
 */
export function parseUniquePolicy(value: unknown): UniquePolicy {
  const policy = policyObject(value, 'unique');
  const read = <T>(field: PolicyField<T>) => readField(policy, 'unique', field);
  const { asked, argNames } = argumentsOf(read(key), read(keys), read(argsKeys) ?? []);
  const dimensions = withType(asked);
  const sentMeta = read(metaKeys);
  const metaNames = sentMeta ?? [];
  if (argNames.length > 0 && !dimensions.includes('args')) throw unaskedNames('args');
  if (metaNames.length > 0 && !dimensions.includes('meta')) throw unaskedNames('meta');
  if (dimensions.includes('meta') && metaNames.length === 0) {
    const expected = 'a list of at least one name where "meta" is among the keys';
    throw refusedField('unique.meta_keys', expected, sentMeta);
  }
  const periodMs = periodOf(read(period) ?? undefined, read(periodMilliseconds));
  return {
    keys: dimensions,
    ...(argNames.length > 0 && { argsKeys: argNames }),
    ...(metaNames.length > 0 && { metaKeys: metaNames }),
    ...(periodMs !== undefined && { periodMs }),
    onConflict: read(onConflict) ?? 'reject',
    states: read(states) ?? OPEN_STATES,
  };
}

/** The dimensions asked for, and the names inside args; `key` may say again what the others say, and nothing else. */
function argumentsOf(
  sentKey: readonly string[] | undefined,
  sentKeys: readonly string[] | undefined,
  names: readonly string[],
): Readonly<Record<'asked' | 'argNames', readonly string[]>> {
  if (sentKey === undefined) return { asked: sentKeys ?? [], argNames: names };
  const short = shortForm(sentKey);
  if (sentKeys && !sameWords(withType(sentKeys), withType(short.keys))) throw contradiction('key', 'keys');
  const said = short.argsKeys.length > 0 && (sentKeys !== undefined || names.length > 0);
  if (said && !sameWords(short.argsKeys, names)) throw contradiction('key', 'args_keys');
  return { asked: short.keys, argNames: names.length > 0 ? names : short.argsKeys };
}

function periodOf(sent: number | undefined, milliseconds: number | undefined): number | undefined {
  if (sent !== undefined && milliseconds !== undefined && sent !== milliseconds) {
    throw contradiction('period_ms', 'period');
  }
  return sent ?? milliseconds;
}

/** As a policy has them: `type` is always part. */
function withType(asked: readonly string[]): UniqueDimension[] {
  return DIMENSIONS.filter((dimension) => dimension === 'type' || asked.includes(dimension));
}

function sameWords(some: readonly string[], others: readonly string[]): boolean {
  return some.every((word) => others.includes(word)) && others.every((word) => some.includes(word));
}

/** Names that would count for nothing: the policy is wider than its sender meant. */
function unaskedNames(dimension: 'args' | 'meta'): OjsError {
  const message = `must be left out unless "${dimension}" is among the keys.`;
  return invalidPolicy(`unique.${dimension}_keys`, message);
}

function contradiction(name: string, other: string): OjsError {
  return invalidPolicy(`unique.${name}`, `must be left out beside ${other}, or say the same.`);
}

/**
 * What `key` says: names inside args, as the standard has it; or dimensions, as the Python client sends them
 * under this name. One word alone is a name, unless it is "args": of "type", "queue" and "meta" each is more
 * likely a member of args than all that makes a job unique.
 */
function shortForm(names: readonly string[]): Readonly<Record<'keys' | 'argsKeys', readonly string[]>> {
  const known: readonly string[] = DIMENSIONS;
  const areDimensions =
    names.every((name) => known.includes(name)) && (names.length > 1 || names[0] === 'args');
  return areDimensions ? { keys: names, argsKeys: [] } : { keys: ['args'], argsKeys: names };
}

function namesIn(name: string): PolicyField<string[]> {
  return { names: [name], expected: NAMES_FORM, accept: acceptNames, acceptEntry: isName };
}

/** The same field, where null may stand for "not given". */
function orNull<T>(field: PolicyField<T>): PolicyField<T | null> {
  return { ...field, accept: (value) => (value === null ? null : field.accept(value)) };
}

/** The values of a list that holds nothing but `allowed` ones. */
function acceptListed<T>(value: unknown, allowed: readonly T[]): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const listed = allowed.filter((one) => value.includes(one));
  const all: readonly unknown[] = allowed;
  return value.every((one) => all.includes(one)) ? listed : undefined;
}

function oneOf(allowed: readonly unknown[]): (entry: unknown) => boolean {
  return (entry) => allowed.includes(entry);
}

function quoted(values: Iterable<unknown>): string {
  return Array.from(values, (value) => `"${value}"`).join(', ');
}
