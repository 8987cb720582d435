import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cancelJob } from '../../src/engine/cancel-job.ts';
import { cancelWorkflow } from '../../src/engine/cancel-workflow.ts';
import type { Job } from '../../src/engine/job.ts';
import { ownHint } from '../../src/engine/lane.ts';
import { reviewWorkflow } from '../../src/engine/review-workflow.ts';
import { settle } from '../../src/engine/settle.ts';
import { hasEnded } from '../../src/rules/head.ts';
import type { NewWorkflow, StepView, WorkflowState, WorkflowView } from '../../src/rules/workflow.ts';
import { readHead } from '../../src/table/read-head.ts';
import { type Faults, faults } from './faults.ts';
import { startTestStores, type TestStores } from './server.ts';
import { type WorkflowEngine, workflowEngine } from './workflow-engine.ts';

/** What the server does that ends. */
export interface EndedWorkflow {
  readonly name: string;
  readonly workflow: (queue: string) => NewWorkflow;
  /** How many jobs are done before, one after the other. */
  readonly before: number;
  /** What it does with the next job, or with the workflow. */
  readonly act: 'ack' | 'fail' | 'cancel job' | 'expire' | 'cancel workflow';
  /** What comes of it in the end, where the job's outcome was stored. */
  readonly end: WorkflowState;
  /** How many jobs there are in the end. */
  readonly jobs: number;
  /** Calls of the sequence, at each of which the server ends once. */
  readonly calls: number;
}

const CALLS = new Set(['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query']);
const MOST_CALLS = 60;
const TEST_MS = 240_000;

/** DESIGN decision 22: whoever finds what a server left half done goes on where it stood. */
export function workflowServersMayEnd(cases: readonly EndedWorkflow[]): void {
  let stores: TestStores;
  let other: WorkflowEngine;
  const doomed: WorkflowEngine[] = [];
  beforeAll(async () => {
    stores = await startTestStores();
    other = await workflowEngine(stores, { watchesExpiries: false });
  });
  afterEach(() => {
    for (const engine of doomed.splice(0)) engine.abandon();
  });
  afterAll(async () => {
    await other.close();
    await stores.close();
  });

  /** Lets a new server begin something, and ends it at its `position`-th call. */
  async function endedAt(
    position: number,
    asked: boolean,
    act: (engine: WorkflowEngine) => Promise<unknown>,
  ): Promise<'ended' | 'done'> {
    let ended: () => void = () => undefined;
    const end = new Promise<'ended'>((resolve) => {
      ended = () => resolve('ended');
    });
    let fault: Faults | undefined;
    const engine = await workflowEngine(stores, {
      onClients: (clients) => {
        fault = faults(clients, ended);
      },
    });
    doomed.push(engine);
    let calls = 0;
    fault?.plan(({ operation }) => {
      if (CALLS.has(operation)) calls += 1;
      return CALLS.has(operation) && calls === position ? { kind: 'end', asked } : undefined;
    });
    return Promise.race([end, act(engine).then(() => 'done' as const)]);
  }

  const jobsOf = (view: WorkflowView): Omit<StepView, 'index'>[] => [...view.steps, ...view.callbacks];

  /** Claims the next job of the workflow, wherever its hint is. */
  async function next(id: string): Promise<Job | undefined> {
    const { store, lanes } = other.parts.engine;
    const open = jobsOf(await other.read(id)).find(({ state }) => state === 'available');
    const head = open?.jobId === undefined ? undefined : await readHead(store, open.jobId);
    if (!head) return undefined;
    lanes.ready(ownHint(head));
    const [job] = await other.fetch(head.queue, 1, 0);
    return job;
  }

  /** Completes so many jobs of the workflow. */
  async function finish(id: string, queue: string, count: number): Promise<void> {
    let left = count;
    if (count >= 50) {
      const jobs = await other.fetch(queue, count);
      await Promise.all(jobs.map((job) => other.ack(job, { n: 1 })));
      left -= jobs.length;
    }
    for (; left > 0; left -= 1) await other.ack((await next(id)) as Job, { n: 1 });
  }

  async function reviewed(id: string): Promise<void> {
    for (let more = true, rounds = 0; more; rounds += 1) {
      more = await reviewWorkflow(other.parts, id);
      expect(rounds).toBeLessThan(6);
    }
  }

  async function isDone({ act }: EndedWorkflow, id: string, job: Job): Promise<boolean> {
    if (act === 'cancel workflow') return (await other.read(id)).state === 'cancelled';
    const head = await readHead(other.parts.engine.store, job.head.id);
    return head !== undefined && hasEnded(head);
  }

  async function acted({ act }: EndedWorkflow, engine: WorkflowEngine, id: string, job: Job): Promise<void> {
    const { engine: parts } = engine.parts;
    switch (act) {
      case 'ack':
        await engine.ack(job, { n: 1 });
        return;
      case 'fail':
        await engine.fail(job);
        return;
      case 'cancel job':
        await cancelJob(parts, job.head.id);
        return;
      case 'expire':
        await settle(parts, job.head.id).then((head) => head && parts.workflows.advanced(head));
        return;
      case 'cancel workflow':
        await cancelWorkflow(engine.parts, id);
    }
  }

  describe.each([
    ['before', false],
    ['after', true],
  ])('DESIGN decision 22: a server that ends at any of its calls, %s the store was asked', (_, asked) => {
    it.each(cases)(
      '$name: every job starts once, and the workflow comes to its end',
      async (each) => {
        let calls = 0;
        for (let position = 1; position < MOST_CALLS; position += 1) {
          const queue = `ended-${each.name.replaceAll(' ', '-')}-${asked}-${position}`;
          const { id } = await other.create(each.workflow(queue));
          await finish(id, queue, each.before);
          const expires = each.act === 'expire';
          const job = expires ? await expired(id) : ((await next(id)) as Job);
          const outcome = await endedAt(position, asked, (engine) => acted(each, engine, id, job));
          // The worker, or whoever asked, had no answer: where nothing came of it, he asks again.
          if (outcome === 'ended' && !(await isDone(each, id, job))) await acted(each, other, id, job);
          await reviewed(id);

          const started = new Map<string, number>();
          for (let more = await next(id); more; more = await next(id)) {
            started.set(more.head.id, (started.get(more.head.id) ?? 0) + 1);
            await other.ack(more, { n: 1 });
          }
          const view = await other.read(id);
          const jobs = jobsOf(view).filter(({ jobId }) => jobId !== undefined);
          const at = `${each.name}, call ${position}`;
          expect([view.state, jobs.length, Math.max(1, ...started.values())], at).toEqual([
            each.end,
            each.jobs,
            1,
          ]);
          const heads = await Promise.all(
            jobs.map(({ jobId }) => readHead(other.parts.engine.store, jobId ?? '')),
          );
          for (const head of heads) {
            expect([head?.attempt, head && hasEnded(head)], at).toEqual([
              expect.toSatisfy((n) => n <= 1),
              true,
            ]);
          }
          expect(await reviewWorkflow(other.parts, id), at).toBe(false);
          if (outcome === 'done') break;
          calls = position;
        }
        expect(calls).toBeGreaterThanOrEqual(each.calls);
      },
      TEST_MS,
    );
  });

  /** The next job, which has expired meanwhile. */
  async function expired(id: string): Promise<Job> {
    const open = jobsOf(await other.read(id)).find(({ state }) => !['completed', 'waiting'].includes(state));
    const head = await readHead(other.parts.engine.store, open?.jobId ?? '');
    if (head?.expiresAt === undefined) throw new Error('There is no job to expire.');
    const waitMs = head.expiresAt - Date.now() + 10;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    return { head } as Job;
  }
}
