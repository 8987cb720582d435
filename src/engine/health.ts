import { answers } from '../table/ping.ts';
import type { Engine } from './engine.ts';

/** Whether this server can do its work. */
export interface Health {
  readonly ok: boolean;
  /** How long the table took to answer, or to be given up, in whole ms. */
  readonly latencyMs: number;
  /** Whole seconds since the server began. */
  readonly uptimeSeconds: number;
}

/** An answer is good for so long, so that probes cost no more than a read a second. */
const FRESH_MS = 1_000;

/** The health of one server; the table decides, since SQS may be away without any loss. */
export function healthOf(engine: Pick<Engine, 'store' | 'clock'>): () => Promise<Health> {
  const startedAt = engine.clock.now();
  let last: { at: number; probe: Promise<Omit<Health, 'uptimeSeconds'>> } | undefined;
  const probe = async (sentAt: number) => {
    const ok = await answers(engine.store);
    return { ok, latencyMs: Math.max(0, Math.round(engine.clock.now() - sentAt)) };
  };
  return async () => {
    const now = engine.clock.now();
    if (!last || now - last.at >= FRESH_MS) last = { at: now, probe: probe(now) };
    return { ...(await last.probe), uptimeSeconds: Math.floor((now - startedAt) / 1000) };
  };
}
