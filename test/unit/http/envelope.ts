import type { RequestBody } from '../../../generated/operations.ts';
import { readEnvelope } from '../../../src/http/read-envelope.ts';
import { OjsError } from '../../../src/rules/errors.ts';
import type { NewJob } from '../../../src/rules/job.ts';
import { parseJson } from '../../../src/rules/json-parse.ts';

/** The moment at which the envelopes of these tests arrive. */
export const NOW = Date.UTC(2026, 10, 2, 10, 30);

/** The job that an envelope asks for, from what is sent beside the type and empty args. */
export function read(more: object): NewJob {
  return readText(JSON.stringify({ type: 'email.send', args: [], ...more }));
}

/** The same from the text of a whole envelope. */
export function readText(text: string): NewJob {
  return readEnvelope(parseJson(text) as RequestBody<'createJob'>, text, NOW);
}

/** Status, code and field of what is thrown. */
export function refusal(action: () => unknown): { status: number; code: string; field: unknown } {
  try {
    action();
  } catch (error) {
    if (!(error instanceof OjsError)) throw error;
    return {
      status: error.status,
      code: error.code,
      field: error.details?.field ?? error.details?.requested,
    };
  }
  throw new Error('It was not refused.');
}
