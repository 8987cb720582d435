import type { Head } from '../rules/head.ts';
import { leaseNeededBy } from '../rules/heartbeat.ts';
import { type Holder, holds } from '../rules/holder.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import { leaseExtended, resolve } from '../rules/lifecycle.ts';
import { readHeads } from '../table/read-head.ts';
import { replaceHead } from '../table/replace-head.ts';
import { putWorkerRecord } from '../table/worker-record.ts';
import type { Engine } from './engine.ts';

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
/** Each refusal means that someone else moved the job on. */
const ATTEMPTS = 8;

/** The heartbeats of one server: they remember what was last written of each worker. */
export function heartbeats(engine: Engine): (beat: Beat) => Promise<BeatOutcome> {
  const { store, clock, leases } = engine;
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

  /** The job's head where this worker holds it, its lease extended if the beat asks for more. */
  async function extend(beat: Beat, read: Head | undefined): Promise<Head | undefined> {
    let stored = read;
    for (let attempt = 0; stored && attempt < ATTEMPTS; attempt += 1) {
      const now = clock.now();
      const current = resolve(stored, now, store.tokens.server);
      if (current.state !== 'active' || !current.lease || !holds(current, beat)) return undefined;
      const endsAt = leaseNeededBy(current.lease, now, beat.leaseMs);
      if (endsAt === undefined) return current;
      const outcome = await replaceHead(store, stored, leaseExtended(current, endsAt), store.tokens.next());
      if (outcome.written) {
        leases.changed(outcome.head);
        return outcome.head;
      }
      stored = outcome.stored;
    }
    return undefined;
  }

  return async (beat) => {
    const ids = [...new Set(beat.jobIds)].filter(isUuidV7);
    const [heads] = await Promise.all([readHeads(store, ids), record(beat)]);
    const held = await Promise.all(ids.map((id) => extend(beat, heads.get(id))));
    return { extended: held.filter((head) => head !== undefined) };
  };
}
