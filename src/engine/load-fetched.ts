import type { Head } from '../rules/head.ts';
import type { Engine } from './engine.ts';
import { giveBack } from './give-back.ts';
import { type Job, loadJobToRun } from './job.ts';

/** Of the results that the jobs of one answer are handed: 32 MiB. One job may be handed 16 MiB. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Jobs of workflows that are loaded together, so that memory has a bound, too. */
const TOGETHER = 8;

/**
 * The whole jobs behind claimed heads, in their order. Where their workflows hand them more than one answer
 * takes, the later ones are given back: available at once, their attempt undone.
 */
export async function loadFetched(engine: Engine, heads: readonly Head[]): Promise<Job[]> {
  const loaded = new Map<string, Job>();
  const load = async (some: readonly Head[]) => {
    const jobs = await Promise.all(some.map((head) => loadJobToRun(engine.store, head)));
    for (const job of jobs) loaded.set(job.head.id, job);
    return jobs;
  };
  await load(heads.filter(({ workflow }) => !workflow));
  const members = heads.filter(({ workflow }) => workflow);
  let left = MOST_BYTES;
  for (let at = 0; at < members.length; at += TOGETHER) {
    if (left <= 0) {
      await giveBack(engine, members.slice(at));
      break;
    }
    for (const { parentResults } of await load(members.slice(at, at + TOGETHER))) {
      left -= Buffer.byteLength(parentResults?.text ?? '');
    }
  }
  return heads.flatMap(({ id }) => loaded.get(id) ?? []);
}
