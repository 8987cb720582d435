import { CALLBACK_NAMES, type Membership, type WorkflowKind } from '../rules/workflow.ts';

/**
 * The workflow of a job as its head stores it, `id kind.step.total`: enough to count the job when it ends
 * without reading the workflow. Every claim of such a job pays for it.
 */

const KINDS: readonly WorkflowKind[] = ['chain', 'group', 'batch'];
const CALLBACK_MARK = '!';

/** Of a callback the step is its number in `CALLBACK_NAMES`, marked. */
export function membershipToStored({ workflowId, kind, step, total }: Membership): string {
  const stored = typeof step === 'number' ? step : `${CALLBACK_MARK}${CALLBACK_NAMES.indexOf(step)}`;
  return `${workflowId} ${KINDS.indexOf(kind)}.${stored}.${total}`;
}

/** What `membershipToStored` made. */
export function membershipFromStored(text: string): Membership {
  const [workflowId = '', place = ''] = text.split(' ');
  const [kind, step = '', total] = place.split('.');
  const callback = step.startsWith(CALLBACK_MARK) ? CALLBACK_NAMES[Number(step.slice(1))] : undefined;
  return {
    workflowId,
    kind: KINDS[Number(kind)] ?? 'group',
    step: callback ?? Number(step),
    total: Number(total),
  };
}
