import { answers } from '../table/ping.ts';
import type { Engine } from './engine.ts';

/** Whether this server can do its work. */
export interface Health {
  readonly ok: boolean;
  readonly uptimeSeconds: number;
}

/** An answer is good for so long, so that probes cost no more than a read a second. */
const FRESH_MS = 1_000;

/** The health of one server; the table decides, since SQS may be away without any loss. */
export function healthOf(engine: Pick<Engine, 'store' | 'clock'>): () => Promise<Health> {
  const startedAt = engine.clock.now();
  let last: { at: number; ok: Promise<boolean> } | undefined;
  return async () => {
    const now = engine.clock.now();
    if (!last || now - last.at >= FRESH_MS) last = { at: now, ok: answers(engine.store) };
    return { ok: await last.ok, uptimeSeconds: (now - startedAt) / 1000 };
  };
}
