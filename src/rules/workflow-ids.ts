import { createHash } from 'node:crypto';
import type { CallbackName } from './workflow.ts';

/**
 * The id of a job of a workflow: a UUIDv7 with the time of the workflow's own id and 74 bits of a hash,
 * the same on every server, so that a step that is placed twice is one job (DESIGN decision 22).
 */
export function memberJobId(workflowId: string, step: number | CallbackName): string {
  const hash = createHash('sha256').update(`${workflowId} ${step}`).digest('hex');
  const variant = '89ab'.charAt(Number.parseInt(hash.charAt(3), 16) % 4);
  return `${workflowId.slice(0, 13)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}
