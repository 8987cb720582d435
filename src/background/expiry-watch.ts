import type { Change } from '../engine/chronicle.ts';
import type { Engine } from '../engine/engine.ts';
import { settle } from '../engine/settle.ts';
import { hasEnded } from '../rules/head.ts';

/** Holds the expiries of jobs that this server wrote last, and acts on them (DESIGN decision 15). */
export interface ExpiryWatch {
  /** A write of this server won. */
  told(change: Change): void;
  /** Forgets everything, as if this server had just started. */
  forget(): void;
}

/** What expires later than this, or finds the memory full, is left to whoever reads it and to the sweeper. */
const HORIZON_MS = 3_600_000;
const MOST = 50_000;

/**
 * A job that expires while nobody holds it is written down within 100 ms, so that it leaves the open
 * index and events and counts are told. One that ends or is claimed here before costs nothing.
 */
export function expiryWatch(parts: Pick<Engine, 'store' | 'chronicle' | 'clock' | 'log'>): ExpiryWatch {
  const { clock, log } = parts;
  const armed = new Map<string, () => void>();

  async function expire(jobId: string): Promise<void> {
    armed.delete(jobId);
    try {
      await settle(parts, jobId);
    } catch (error) {
      log.warn({ err: error, job_id: jobId }, 'An expiry could not be written; the sweeper will do it.');
    }
  }

  return {
    told({ head }) {
      armed.get(head.id)?.();
      armed.delete(head.id);
      if (head.expiresAt === undefined || head.lease || hasEnded(head)) return;
      const waitMs = head.expiresAt - clock.now();
      if (waitMs > HORIZON_MS || armed.size >= MOST) return;
      armed.set(
        head.id,
        clock.after(Math.max(0, waitMs), () => void expire(head.id)),
      );
    },
    forget() {
      for (const cancel of armed.values()) cancel();
      armed.clear();
    },
  };
}
