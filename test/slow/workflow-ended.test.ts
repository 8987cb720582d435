import { workflowServersMayEnd } from '../support/workflow-ended.ts';
import { step, workflow } from '../support/workflow-engine.ts';

const ONCE = { retry: { max_attempts: 1 } };
const steps = (queue: string, count: number) =>
  Array.from({ length: count }, () => step({ queue, options: ONCE }));
const ALL = ['on_complete', 'on_success', 'on_failure'] as const;

workflowServersMayEnd([
  {
    name: 'ack of the last step',
    workflow: (queue) => workflow('chain', steps(queue, 2)),
    before: 1,
    act: 'ack',
    end: 'completed',
    jobs: 2,
    calls: 2,
  },
  {
    name: 'a step fails',
    workflow: (queue) => workflow('chain', steps(queue, 3)),
    before: 1,
    act: 'fail',
    end: 'failed',
    jobs: 2,
    calls: 3,
  },
  {
    name: 'a step is cancelled',
    workflow: (queue) => workflow('chain', steps(queue, 3)),
    before: 1,
    act: 'cancel job',
    end: 'failed',
    jobs: 2,
    calls: 3,
  },
  {
    name: 'a step expires',
    workflow: (queue) =>
      workflow('chain', [
        step({ queue }),
        step({ queue, options: { expires_at: 'PT0.1S' } }),
        step({ queue }),
      ]),
    before: 1,
    act: 'expire',
    end: 'failed',
    jobs: 2,
    calls: 3,
  },
  {
    name: 'the last job of a group fails',
    workflow: (queue) => workflow('group', steps(queue, 2)),
    before: 1,
    act: 'fail',
    end: 'failed',
    jobs: 2,
    calls: 6,
  },
  {
    name: 'a job of a batch expires',
    workflow: (queue) =>
      workflow('batch', [step({ queue }), step({ queue, options: { expires_at: 'PT0.1S' } })], ALL),
    before: 1,
    act: 'expire',
    end: 'completed',
    jobs: 4,
    calls: 12,
  },
  {
    name: 'a job of a batch is cancelled',
    workflow: (queue) => workflow('batch', steps(queue, 2), ALL),
    before: 1,
    act: 'cancel job',
    end: 'completed',
    jobs: 4,
    calls: 12,
  },
  {
    name: 'ack of the last callback',
    workflow: (queue) => workflow('batch', steps(queue, 2), ALL),
    before: 3,
    act: 'ack',
    end: 'completed',
    jobs: 4,
    calls: 4,
  },
  {
    name: 'ack of the last of 101 jobs',
    workflow: (queue) => workflow('batch', steps(queue, 101), ['on_success']),
    before: 100,
    act: 'ack',
    end: 'completed',
    jobs: 102,
    calls: 12,
  },
  {
    name: 'a chain is cancelled',
    workflow: (queue) => workflow('chain', steps(queue, 3)),
    before: 1,
    act: 'cancel workflow',
    end: 'cancelled',
    jobs: 2,
    calls: 6,
  },
  {
    name: 'a batch is cancelled',
    workflow: (queue) => workflow('batch', steps(queue, 4), ALL),
    before: 1,
    act: 'cancel workflow',
    end: 'cancelled',
    jobs: 4,
    calls: 8,
  },
  {
    name: 'a batch with callbacks under way is cancelled',
    workflow: (queue) => workflow('batch', steps(queue, 2), ALL),
    before: 3,
    act: 'cancel workflow',
    end: 'cancelled',
    jobs: 4,
    calls: 6,
  },
]);
