import type { Head } from '../rules/head.ts';
import type { Holder } from '../rules/holder.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import { readHeads } from '../table/read-head.ts';
import { putWorkerRecord } from '../table/worker-record.ts';
import type { Engine } from './engine.ts';
import { extendLease } from './extend-lease.ts';

/** BEAT (ojs-worker-protocol): a worker says that it lives and what it works on. */
export interface Beat extends Holder {
  readonly workerId: string;
  readonly jobIds: readonly string[];
  /** Lease length in ms from now, where the beat names one; else the length in force at the fetch. */
  readonly leaseMs?: number | undefined;
  /** What the worker says of itself, as JSON text, for its record. */
  readonly report: string;
}

/** What a beat led to. */
export interface BeatOutcome {
  /** The jobs that this worker still holds; the others are lost to it. */
  readonly extended: readonly Head[];
}

/** A worker's record is written on change, else at most this often. */
const RECORD_MS = 60_000;
/** Workers whose last record is remembered; one forgotten is written once more. */
const RECORDS = 10_000;

/** The heartbeats of one server: they remember what was last written of each worker. */
export function heartbeats(engine: Engine): (beat: Beat) => Promise<BeatOutcome> {
  const { store, clock } = engine;
  const records = new Map<string, { report: string; writtenAt: number }>();

  async function record(beat: Beat): Promise<void> {
    const now = clock.now();
    const last = records.get(beat.workerId);
    if (last && last.report === beat.report && now - last.writtenAt < RECORD_MS) return;
    await putWorkerRecord(store, beat.workerId, beat.report, now);
    records.delete(beat.workerId);
    records.set(beat.workerId, { report: beat.report, writtenAt: now });
    const oldest = records.keys().next().value;
    if (records.size > RECORDS && oldest !== undefined) records.delete(oldest);
  }

  return async (beat) => {
    const ids = [...new Set(beat.jobIds)].filter(isUuidV7);
    const [heads] = await Promise.all([readHeads(store, ids), record(beat)]);
    const held = await Promise.all(ids.map((id) => extendLease(engine, heads.get(id), beat, beat.leaseMs)));
    return { extended: held.filter((head) => head !== undefined) };
  };
}
