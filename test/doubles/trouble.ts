import { type Habit, type Means, refusal, wait } from './call.ts';
import type { Trouble } from './lies.ts';

/**
 * Requests that go wrong on their way, on either store:
 * - `drop`: the store does what it is asked, and the connection breaks before its answer;
 * - `fail`: the store refuses with a status and a code, and does nothing;
 * - `delay`: the request reaches the store late;
 * - `silence`: the store does what it is asked, and no answer comes.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function trouble(troubles: readonly Trouble[], { lies, lied, clock }: Means): Habit {
  const met = troubles.map(() => 0);

  function fits(one: Trouble, index: number, operation: string, attempt: number): boolean {
    if (!one.operations.includes(operation) && !one.operations.includes('*')) return false;
    if (one.attempt !== undefined && one.attempt !== attempt) return false;
    const count = (met[index] ?? 0) + 1;
    met[index] = count;
    if (count % (one.every ?? 1) !== 0) return false;
    if (one.chance !== undefined) return lies(one.chance);
    lied();
    return true;
  }

  return async (call, send) => {
    const one = troubles.find((each, index) => fits(each, index, call.operation, call.attempt));
    switch (one?.kind) {
      case 'drop':
        await send(call);
        return 'reset';
      case 'silence':
        await send(call);
        return 'silence';
      case 'fail':
        return refusal(call, one.status ?? 500, one.code ?? 'InternalFailure', 'Refused on purpose.');
      case 'delay':
        await wait(clock, one.ms ?? 0, call.gone);
        return send(call);
      default:
        return send(call);
    }
  };
}
