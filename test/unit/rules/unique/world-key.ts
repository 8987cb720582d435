import type { Head } from '../../../../src/rules/head.ts';
import type { UniqueLock } from '../../../../src/rules/unique-lock.ts';
import type { UniqueStep } from '../../../../src/rules/unique-steps.ts';
import type { Caller, Place, World } from './world.ts';

/** One text for equal worlds: a head is what its id, nonce, state, token and batch say. */
export function keyOf(world: World): string {
  const heads = Object.keys(world.heads)
    .sort()
    .map((id) => headKey(world.heads[id]));
  const { now, workerMoves, crashed, ended, plainPut, plainDeleted, cancelledWrongly } = world;
  return [
    [now, workerMoves, crashed, ended, plainPut, plainDeleted, cancelledWrongly].join(),
    lockKey(world.lock),
    heads.join(),
    ...Object.values(world.callers).map(callerKey),
    ...Object.entries(world.headers).map(([id, { state, late }]) => `${id}=${state}${late ? '!' : ''}`),
    Object.entries(world.replacedBy).join(),
    Object.entries(world.seenAtReturn).join(),
  ].join('|');
}

function callerKey({ place, batch, dead }: Caller): string {
  if (dead) return 'x';
  const answered = Object.entries(batch).map(
    ([item, { value }]) => `${item}=${value && 'holders' in value ? lockKey(value) : headKey(value)}`,
  );
  return `${placeKey(place)}(${answered.join()})`;
}

function placeKey(place: Place): string {
  const at = place.at ? stepKey(place.at) : '';
  switch (place.kind) {
    case 'batch':
      return [
        place.phase,
        at,
        headsKey(place.toPut),
        headsKey(place.put),
        headsKey(place.replaces),
        place.result,
      ].join('/');
    case 'return':
      return [place.phase, at, headKey(place.head), place.result].join('/');
    default:
      return at;
  }
}

function headKey(head: Head | undefined): string {
  return head ? `${head.id}.${head.nonce}.${head.state}.${head.token}.${head.batch ?? ''}` : '-';
}

function headsKey(heads: readonly Head[]): string {
  return heads.map(headKey).join('+');
}

function lockKey(lock: UniqueLock | undefined): string {
  if (!lock) return '-';
  const holders = lock.holders.map(
    ({ id, nonce, replaced, staged, returning }) =>
      `${id}.${nonce}${replaced ? '!' : ''}${staged ? '+' : ''}${returning ? '~' : ''}`,
  );
  return `${lock.version}:${holders.join('+')}:${lock.batch ?? ''}:${headKey(lock.head)}`;
}

function stepKey(at: UniqueStep<object | true, { readonly kind: string }>): string {
  switch (at.step) {
    case 'read':
      return `read${at.own}`;
    case 'wait':
      return 'wait';
    case 'standing':
      return `standing ${lockKey(at.lock)}`;
    case 'heads':
      return `heads ${lockKey(at.lock)} ${at.ids.join('+')} ${at.ofBatch ? '!' : ''}`;
    case 'commit':
      return `commit ${lockKey(at.lock)} ${headsKey(at.heads)} ${choiceKey(at.choice)}`;
    case 'check':
    case 'confirm':
    case 'cancel':
    case 'place':
    case 'clear': {
      const { settling } = at;
      const what =
        settling.end === 'place' ? `${headKey(settling.head)} ${settling.own}` : lockKey(settling.lock);
      return `${at.step} ${what} ${headsKey(settling.replaced)}`;
    }
    case 'forget':
      return `forget ${headKey(at.head)} ${outcomeKey(at.outcome)}`;
    case 'done':
      return outcomeKey(at.outcome);
  }
}

function choiceKey(choice: object | true): string {
  return choice !== true && 'replaces' in choice ? headsKey(choice.replaces as readonly Head[]) : '';
}

function outcomeKey(outcome: { readonly kind: string; readonly head?: Head }): string {
  return outcome.head ? `${outcome.kind} ${outcome.head.id}.${outcome.head.nonce}` : outcome.kind;
}
