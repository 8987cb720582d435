import { type Head, hasEnded } from './head.ts';
import { cancelled, resolve } from './lifecycle.ts';
import { judge, remembered } from './unique-lock.ts';
import type { UniquePolicy } from './unique-policy.ts';

/** A job of a batch with a unique policy. */
export interface UniqueElement {
  /** Its place in the request. */
  readonly index: number;
  readonly policy: UniquePolicy;
  /** As it is to be stored, unless it takes over the time of a scheduled job. */
  readonly head: Head;
}

/** What becomes of one of them. */
export type ElementFate = { readonly element: UniqueElement } & (
  | {
      readonly kind: 'accepted';
      /** As it is to be stored: cancelled where a later one of the batch replaces it. */
      readonly head: Head;
      /** The job, stored or earlier in the batch, whose time it takes over. */
      readonly schedule?: Head | undefined;
    }
  /** It is ignored for the sake of this job, stored or earlier in the batch. */
  | { readonly kind: 'ignored'; readonly of: Head }
);

export type ElementsVerdict =
  | {
      readonly kind: 'settled';
      /** In the order of the request. */
      readonly fates: readonly ElementFate[];
      /** The stored jobs that they replace. */
      readonly replaces: readonly Head[];
    }
  /** One is rejected, and the batch with it. */
  | { readonly kind: 'rejected'; readonly element: UniqueElement; readonly of: Head };

/**
 * Settles the jobs of one batch that have the same fingerprint (DESIGN decision 21): each meets what is
 * stored and those before it, just as if they had been sent one after the other.
 *
 * @param heads the stored ones that the lock names, at `now`, oldest first. @param reader this server.
 */
export function judgeElements(
  elements: readonly UniqueElement[],
  heads: readonly Head[],
  now: number,
  reader: string,
): ElementsVerdict {
  const fates: ElementFate[] = [];
  const replaced = new Set<string>();
  /** What the lock would know by then. */
  let known: readonly Head[] = heads;
  for (const element of elements) {
    const verdict = judge(element.policy, known, now);
    if (verdict.kind === 'duplicate') {
      const { of } = verdict;
      if (element.policy.onConflict !== 'ignore') return { kind: 'rejected', element, of };
      fates.push({ kind: 'ignored', element, of });
      continue;
    }
    const { replaces, schedule } = verdict;
    for (const { nonce } of replaces) replaced.add(nonce);
    const head = at(element.head, schedule);
    fates.push({ kind: 'accepted', element, head, schedule });
    const before = known.map((one) => (replaces.includes(one) ? cancelled(one, now) : one));
    known = remembered([...before, resolve(head, now, reader)]);
  }
  return {
    kind: 'settled',
    fates: fates.map((fate) =>
      fate.kind === 'accepted' && replaced.has(fate.head.nonce)
        ? { ...fate, head: cancelled(fate.head, now) }
        : fate,
    ),
    replaces: heads.filter((head) => replaced.has(head.nonce) && !hasEnded(head)),
  };
}

/** The head at the time of `schedule`; a pending one waits for its activation all the same. */
function at(head: Head, schedule: Head | undefined): Head {
  if (!schedule || head.state === 'pending')
    return { ...head, dueAt: schedule ? schedule.dueAt : head.dueAt };
  return { ...head, state: 'scheduled', dueAt: schedule.dueAt };
}
