import { isObject, type Json, own } from '../case/json.ts';

/**
 * Why a request's time (ms) does not hold against `timing_ms`; undefined where it holds.
 * `approximate` allows half of itself either way, at least 100 ms.
 */
export function timingMismatch(timing: Json, ms: number): string | undefined {
  if (!isObject(timing)) return 'timing_ms must be an object';
  const less = own(timing, 'less_than');
  const greater = own(timing, 'greater_than');
  const about = own(timing, 'approximate');
  const outside =
    (typeof less === 'number' && ms >= less) ||
    (typeof greater === 'number' && ms <= greater) ||
    (typeof about === 'number' && Math.abs(ms - about) > Math.max(about / 2, 100));
  return outside ? `${Math.round(ms)} ms` : undefined;
}
