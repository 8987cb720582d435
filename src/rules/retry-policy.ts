import { invalidPolicy } from './errors.ts';
import {
  acceptInterval,
  acceptMilliseconds,
  acceptNames,
  acceptWhole,
  INTERVAL_FORM,
  MILLISECONDS_FORM,
  NAMES_FORM,
  type PolicyField,
  policyObject,
  readField,
} from './policy-fields.ts';

/** How the delay grows from one failed attempt to the next (ojs-retry, section 3). */
export type BackoffStrategy = 'constant' | 'linear' | 'exponential' | 'polynomial';

/** Where a job goes that will not be tried again (ojs-retry, section 2.2). */
export type OnExhaustion = 'discard' | 'dead_letter';

/** A retry policy with every field resolved over the defaults (DECISIONS.md 1.4, 6). */
export interface RetryPolicy {
  /** Runs in all, the first included; 0 and 1 both mean: no second run. */
  readonly maxAttempts: number;
  readonly initialIntervalMs: number;
  readonly backoffCoefficient: number;
  readonly maxIntervalMs: number;
  readonly jitter: boolean;
  readonly nonRetryableErrors: readonly string[];
  readonly onExhaustion: OnExhaustion;
  readonly backoffStrategy: BackoffStrategy;
}

/** The policy of a job that names none (ojs-retry, section 8). */
export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 3,
  initialIntervalMs: 1000,
  backoffCoefficient: 2,
  maxIntervalMs: 300_000,
  jitter: true,
  nonRetryableErrors: [],
  onExhaustion: 'discard',
  backoffStrategy: 'exponential',
};

/** The largest number of attempts: what 32 bits with a sign hold, as other servers count them. */
const MAX_ATTEMPTS = 2_147_483_647;

const maxAttempts: PolicyField<number> = {
  names: ['max_attempts', 'maxAttempts'],
  expected: `a whole number from 0 to ${MAX_ATTEMPTS}`,
  accept: (value) => acceptWhole(value, 0, MAX_ATTEMPTS),
};

const initialInterval: PolicyField<number> = {
  names: ['initial_interval', 'initialInterval'],
  expected: INTERVAL_FORM,
  accept: acceptInterval,
};

const initialMilliseconds: PolicyField<number> = {
  names: ['initial_interval_ms', 'initialIntervalMs', 'base_delay_ms'],
  expected: MILLISECONDS_FORM,
  accept: acceptMilliseconds,
};

const maxInterval: PolicyField<number> = {
  names: ['max_interval', 'maxInterval'],
  expected: INTERVAL_FORM,
  accept: acceptInterval,
};

const maxMilliseconds: PolicyField<number> = {
  names: ['max_interval_ms', 'maxIntervalMs'],
  expected: MILLISECONDS_FORM,
  accept: acceptMilliseconds,
};

const backoffCoefficient: PolicyField<number> = {
  names: ['backoff_coefficient', 'backoffCoefficient'],
  expected: 'a number of at least 1.0',
  accept: (value) => (typeof value === 'number' && Number.isFinite(value) && value >= 1 ? value : undefined),
};

const jitter: PolicyField<boolean> = {
  names: ['jitter'],
  expected: 'true or false',
  accept: (value) => (typeof value === 'boolean' ? value : undefined),
};

const nonRetryableErrors: PolicyField<string[]> = {
  names: ['non_retryable_errors', 'nonRetryableErrors'],
  expected: NAMES_FORM,
  accept: acceptNames,
};

const onExhaustion: PolicyField<OnExhaustion> = {
  names: ['on_exhaustion', 'onExhaustion'],
  expected: '"discard" or "dead_letter"',
  accept: (value) => (value === 'discard' || value === 'dead_letter' ? value : undefined),
};

const STRATEGIES: ReadonlyMap<unknown, BackoffStrategy> = new Map<unknown, BackoffStrategy>([
  ['exponential', 'exponential'],
  ['linear', 'linear'],
  ['polynomial', 'polynomial'],
  ['constant', 'constant'],
  ['none', 'constant'],
]);

const backoffStrategy: PolicyField<BackoffStrategy> = {
  names: ['backoff_strategy', 'backoffStrategy', 'backoff_type', 'backoffType', 'backoff'],
  expected: 'one of "exponential", "linear", "polynomial", "constant", "none"',
  accept: (value) => STRATEGIES.get(value),
};

/**
 * Reads the retry policy of a request, parsed from JSON, over the defaults; undefined where the
 * request has none (ojs-retry, sections 2, 8 and 11; all spellings of DECISIONS.md 1.4). Throws
 * `invalidPolicy` (422) naming the field as it was sent, such as `retry.maxAttempts`; unknown names
 * are ignored.
 */
export function parseRetryPolicy(value: unknown): RetryPolicy {
  if (value === undefined) return defaultRetryPolicy;
  const policy = policyObject(value, 'retry');
  const read = <T>(field: PolicyField<T>) => readField(policy, 'retry', field);
  const defaults = defaultRetryPolicy;
  const initial = read(initialInterval) ?? read(initialMilliseconds);
  const longest = read(maxInterval) ?? read(maxMilliseconds);
  if (initial !== undefined && longest !== undefined && longest < initial) {
    throw invalidPolicy(
      'retry.max_interval',
      `must not be shorter than initial_interval; received ${longest} ms and ${initial} ms.`,
    );
  }
  return {
    maxAttempts: read(maxAttempts) ?? defaults.maxAttempts,
    initialIntervalMs: initial ?? defaults.initialIntervalMs,
    backoffCoefficient: read(backoffCoefficient) ?? defaults.backoffCoefficient,
    maxIntervalMs: longest ?? defaults.maxIntervalMs,
    jitter: read(jitter) ?? defaults.jitter,
    nonRetryableErrors: read(nonRetryableErrors) ?? defaults.nonRetryableErrors,
    onExhaustion: read(onExhaustion) ?? defaults.onExhaustion,
    backoffStrategy: read(backoffStrategy) ?? defaults.backoffStrategy,
  };
}

/** The policy as the head holds it: one letter a field, defaults left out (DESIGN decision 4). */
interface StoredRetryPolicy {
  readonly a?: number | undefined;
  readonly i?: number | undefined;
  readonly c?: number | undefined;
  readonly m?: number | undefined;
  readonly j?: boolean | undefined;
  readonly n?: readonly string[] | undefined;
  readonly x?: OnExhaustion | undefined;
  readonly s?: BackoffStrategy | undefined;
}

/**
 * The policy as short JSON text, or undefined where every field is the default. Under 160 bytes but
 * for `nonRetryableErrors`, which is as long as the client made it.
 */
export function retryPolicyToStored(policy: RetryPolicy): string | undefined {
  const defaults = defaultRetryPolicy;
  const changed = <T>(value: T, byDefault: T) => (value === byDefault ? undefined : value);
  const stored: StoredRetryPolicy = {
    a: changed(policy.maxAttempts, defaults.maxAttempts),
    i: changed(policy.initialIntervalMs, defaults.initialIntervalMs),
    c: changed(policy.backoffCoefficient, defaults.backoffCoefficient),
    m: changed(policy.maxIntervalMs, defaults.maxIntervalMs),
    j: changed(policy.jitter, defaults.jitter),
    n: policy.nonRetryableErrors.length > 0 ? policy.nonRetryableErrors : undefined,
    x: changed(policy.onExhaustion, defaults.onExhaustion),
    s: changed(policy.backoffStrategy, defaults.backoffStrategy),
  };
  const text = JSON.stringify(stored);
  return text === '{}' ? undefined : text;
}

/** The policy that `retryPolicyToStored` wrote. Throws SyntaxError where the text is damaged. */
export function retryPolicyFromStored(text: string | undefined): RetryPolicy {
  const stored: StoredRetryPolicy = text === undefined ? {} : JSON.parse(text);
  const defaults = defaultRetryPolicy;
  return {
    maxAttempts: stored.a ?? defaults.maxAttempts,
    initialIntervalMs: stored.i ?? defaults.initialIntervalMs,
    backoffCoefficient: stored.c ?? defaults.backoffCoefficient,
    maxIntervalMs: stored.m ?? defaults.maxIntervalMs,
    jitter: stored.j ?? defaults.jitter,
    nonRetryableErrors: stored.n ?? defaults.nonRetryableErrors,
    onExhaustion: stored.x ?? defaults.onExhaustion,
    backoffStrategy: stored.s ?? defaults.backoffStrategy,
  };
}
