import type { OperationId } from '../../generated/operations.ts';
import type { Sendable } from './send.ts';

/**
 * Whether a request says that it speaks the release candidate of the standard, as the official Go client
 * does, rather than 1.0.
 */
export function speaksCandidate(version: string | undefined): boolean {
  return version !== undefined && /^1\.0\.0-rc(\.\d+)?$/.test(version.trim());
}

/**
 * An answer as the release candidate's HTTP binding has it. It differs from 1.0 (DECISIONS.md 1.7) in what
 * the Go client reads in no other form: the queue of its counts is a name (11.2), capabilities are all yes
 * or no, and extensions are one list of names (21.2).
 */
export function candidateForm(operationId: OperationId, answer: Sendable): Sendable {
  const { status, body } = answer;
  if (status !== 200 || !isObject(body)) return answer;
  if (operationId === 'getQueueStats') return { ...answer, body: { ...body, queue: body.name } };
  if (operationId === 'getManifest') {
    const capabilities = Object.entries(asObject(body.capabilities)).filter(
      ([, offered]) => typeof offered === 'boolean',
    );
    const extensions = Object.values(asObject(body.extensions)).flat();
    return { ...answer, body: { ...body, capabilities: Object.fromEntries(capabilities), extensions } };
  }
  return answer;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
