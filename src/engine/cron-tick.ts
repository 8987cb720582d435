import { type Cron, decided, type TickDecision, type ToldTick, ticked } from '../rules/cron.ts';
import { OjsError } from '../rules/errors.ts';
import { hasEnded } from '../rules/head.ts';
import type { NewJob } from '../rules/job.ts';
import { JsonText, members, objectText } from '../rules/json-text.ts';
import { resolve } from '../rules/lifecycle.ts';
import { formatMs } from '../rules/timestamp.ts';
import { type CronOutcome, replaceCron } from '../table/cron-item.ts';
import { readHead } from '../table/read-head.ts';
import { cancelJob } from './cancel-job.ts';
import type { Engine } from './engine.ts';
import type { Enqueue } from './enqueue.ts';

/** What a tick takes beside the engine. */
export interface Ticking {
  readonly engine: Engine;
  readonly enqueue: Enqueue;
  /** The job that a template asks for; `now` is for times relative to it. */
  readonly jobOf: (template: string, now: number) => NewJob;
  readonly tell: TickTeller;
}

/** Is told of every tick once, by the server that moved the cron on (`cron.triggered`, `cron.skipped`). */
export type TickTeller = (told: ToldTick) => void;

/** Who has to know at once when a cron's next tick changes; see background/cron-scheduler. */
export interface CronWatch {
  changed(cron: Cron): void;
}

/** Writes the decision about a due tick. 1 write unit, and 1 read unit a live job where they matter. */
export async function decideTick(
  { engine }: Ticking,
  cron: Cron,
  watchedSince: number,
): Promise<CronOutcome> {
  const asks = cron.overlap === 'skip' || cron.overlap === 'cancel_previous';
  const live = asks ? await stillLive(engine, cron.live) : cron.live;
  return replaceCron(engine.store, cron, decided(cron, live, watchedSince, engine.clock.now()));
}

/**
 * Carries a decision out: cancels, makes the job, moves the cron on. Done again by whoever finds it
 * half done: what is cancelled stays so, and the job's id is that of the tick.
 *
 * @returns the cron as it is then; undefined where it was deleted.
 */
export async function carryOut(
  ticking: Ticking,
  cron: Cron,
  decision: TickDecision,
): Promise<Cron | undefined> {
  const { engine, tell } = ticking;
  for (const id of decision.cancel) await cancelled(engine, id);
  const { tick } = decision;
  const there =
    decision.jobId === undefined ? cron.live.at(-1) : await place(ticking, cron, tick, decision.jobId);
  const jobId = there === decision.jobId ? there : undefined;
  const outcome = await replaceCron(engine.store, cron, ticked(cron, { ...decision, jobId }));
  if (!outcome.written) return outcome.stored;
  tell({
    cron: outcome.cron,
    tick,
    toldAt: engine.clock.now(),
    jobId,
    overlapsWith: jobId === undefined ? there : undefined,
  });
  return outcome.cron;
}

async function stillLive({ store, clock }: Engine, ids: readonly string[]): Promise<string[]> {
  const heads = await Promise.all(ids.map((id) => readHead(store, id)));
  return heads
    .filter((head) => head !== undefined)
    .filter((head) => !hasEnded(resolve(head, clock.now(), store.tokens.server)))
    .map(({ id }) => id);
}

/** Cancels a job unless it has ended or is gone. */
async function cancelled(engine: Engine, id: string): Promise<void> {
  await cancelJob(engine, id).catch((error: unknown) => {
    if (!(error instanceof OjsError) || (error.status !== 404 && error.status !== 409)) throw error;
  });
}

/**
 * Makes the job of a tick, by the way of every job.
 * @returns the job that is stored: its own, now or since an earlier try, or the one that the template's
 *   unique policy keeps instead; undefined where it was refused for another reason.
 */
async function place(
  { engine, enqueue, jobOf }: Ticking,
  cron: Cron,
  tick: number,
  id: string,
): Promise<string | undefined> {
  try {
    const template = jobOf(cron.template, engine.clock.now());
    const { job } = await enqueue({ ...template, id, meta: metaOf(template.meta, cron.name, tick) });
    return job.head.id;
  } catch (error) {
    if (!(error instanceof OjsError) || error.status >= 500) throw error;
    const existing = error.code === 'duplicate' ? error.details?.existing_job_id : undefined;
    if (typeof existing === 'string') return existing;
    // The template was good when it was registered; a tick that can never succeed must not block the next.
    engine.log.error({ err: error, cron: cron.name }, 'The job of a cron was refused; its tick is lost.');
    return undefined;
  }
}

/** DECISIONS.md 6: what a job of a cron says of it; the template's own keys of these names give way. */
function metaOf(meta: JsonText, name: string, tick: number): JsonText {
  const own = new Map<string, JsonText>(members(meta.text));
  own.set('cron_name', new JsonText(JSON.stringify(name)));
  own.set('cron_triggered_at', new JsonText(JSON.stringify(formatMs(tick))));
  return objectText(own);
}
