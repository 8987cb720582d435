import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';
import { rateLimitOf } from '../rules/rate-limit.ts';
import type { Store } from '../table/store.ts';
import { type LentShare, lentShare, type Permit } from './lent-share.ts';
import type { SettingsReader } from './queue-settings.ts';

/** How many jobs of a queue may be started now (DECISIONS.md 1.4, "rate limit"). */
export interface RateLimits {
  /** Permits up to `wanted` starts; each permit is to be settled once its claims are over. */
  permit(queue: string, wanted: number): Promise<Permit>;
  /** In how many ms it is worth asking again; 0 where jobs may be had now, as far as this server knows. Costs nothing. */
  freeIn(queue: string): number;
  /** Forgets everything, as if this server had just started. */
  forget(): void;
  /** Gives back what is lent, for a server that goes. */
  close(): Promise<void>;
}

/**
 * The gate before every claim of a queue with a limit. Servers lend each other parts of the limit
 * (rules/rate-shares), so a start costs no write; a queue without a limit costs nothing here.
 */
export function rateGate(store: Store, clock: Clock, log: Log, settings: SettingsReader): RateLimits {
  const shares = new Map<string, LentShare>();
  let beats = 0;
  const nextBeat = () => {
    beats += 1;
    return beats;
  };

  const limitOf = (queue: string) => {
    const { maxPerSecond } = settings.lastKnown(queue);
    return maxPerSecond === undefined ? undefined : rateLimitOf(maxPerSecond);
  };

  function shareOf(queue: string): LentShare {
    const known = shares.get(queue);
    if (known) return known;
    const fresh = lentShare(
      { store, clock, log },
      queue,
      nextBeat,
      () => limitOf(queue),
      () => shares.delete(queue),
    );
    shares.set(queue, fresh);
    return fresh;
  }

  return {
    async permit(queue, wanted) {
      const { maxPerSecond } = await settings.current(queue);
      if (maxPerSecond === undefined) return { starts: wanted, settle: () => undefined };
      return shareOf(queue).permit(wanted);
    },
    freeIn: (queue) => (limitOf(queue) ? (shares.get(queue)?.freeIn() ?? 0) : 0),
    forget() {
      for (const share of shares.values()) share.forget();
      shares.clear();
    },
    async close() {
      await Promise.all([...shares.values()].map((share) => share.giveBack()));
    },
  };
}
