import type { Engine } from '../engine/engine.ts';
import { promoteDue } from '../engine/promote.ts';

/** Promotes what waited long, on every server; the first to come does it. */
export interface Promoter {
  /** Promotes now, and from then on every minute. */
  start(): void;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** A job is promoted between 14 and 15 minutes before its moment, so some reads may fail. */
const EVERY_MS = 60_000;

/** @param parts what a promotion works with. */
export function promoter(parts: Pick<Engine, 'store' | 'lanes' | 'chronicle' | 'clock' | 'log'>): Promoter {
  const { clock, log } = parts;
  let running: Promise<void> = Promise.resolve();
  let cancel: () => void = () => undefined;
  let closed = false;

  async function round(): Promise<void> {
    try {
      await promoteDue(parts);
    } catch (error) {
      log.warn({ err: error }, 'Jobs that wait long could not be promoted; trying again in a minute.');
    }
    if (!closed) cancel = clock.after(EVERY_MS, begin);
  }

  function begin(): void {
    running = round();
  }

  return {
    start: begin,
    async close() {
      closed = true;
      cancel();
      await running;
    },
  };
}
