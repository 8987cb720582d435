import type { RetryPolicy } from './retry-policy.ts';

/**
 * The delay in whole ms (at least 1, as both intervals are) between the failure of attempt number `attempt` (1 is the
 * first run) and the moment the job may run again (ojs-retry, sections 3 and 5): raw delay, cap,
 * jitter, cap again. The jitter is derived from job and attempt, so that every server that reads
 * the job computes the same (DESIGN decision 2).
 */
export function retryDelayMs(policy: RetryPolicy, attempt: number, jobId: string): number {
  const capped = Math.min(rawDelayMs(policy, attempt), policy.maxIntervalMs);
  const delay = Math.round(capped);
  if (!policy.jitter) return delay;
  const factor = 0.5 + fraction(`${jobId}/${attempt}`);
  // The lower bound is rounded up and the upper one down: both ends of [0.5, 1.5) hold in whole ms.
  const jittered = Math.max(Math.ceil(delay / 2), Math.floor(delay * factor));
  return Math.min(jittered, policy.maxIntervalMs);
}

/** May be Infinity: the cap comes after it. */
function rawDelayMs(policy: RetryPolicy, attempt: number): number {
  const { initialIntervalMs: initial, backoffCoefficient: coefficient } = policy;
  switch (policy.backoffStrategy) {
    case 'constant':
      return initial;
    case 'linear':
      return initial * attempt;
    case 'exponential':
      return initial * coefficient ** (attempt - 1);
    case 'polynomial':
      return initial * attempt ** coefficient;
  }
}

/** A number in [0, 1), evenly spread over different seeds: FNV-1a with the last mixing of Murmur3. */
function fraction(seed: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < seed.length; index += 1) {
    hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
