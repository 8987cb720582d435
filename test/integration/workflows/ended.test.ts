import { workflowServersMayEnd } from '../../support/workflow-ended.ts';
import { step, workflow } from '../../support/workflow-engine.ts';

const steps = (queue: string, count: number) => Array.from({ length: count }, () => step({ queue }));

workflowServersMayEnd([
  {
    name: 'ack of a step',
    workflow: (queue) => workflow('chain', steps(queue, 3)),
    before: 1,
    act: 'ack',
    end: 'completed',
    jobs: 3,
    calls: 6,
  },
  {
    name: 'ack of the last job of a batch',
    workflow: (queue) => workflow('batch', steps(queue, 2), ['on_complete', 'on_success']),
    before: 1,
    act: 'ack',
    end: 'completed',
    jobs: 4,
    calls: 12,
  },
]);
