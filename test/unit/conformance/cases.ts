import type { Case } from '../../../conformance/case/case.ts';
import type { Json } from '../../../conformance/case/json.ts';
import { parseCase } from '../../../conformance/case/parse.ts';
import type { Reading } from '../../../conformance/language/reading.ts';
import type { Answer, Request } from '../../../conformance/running/exchange.ts';
import { type Outcome, runCase } from '../../../conformance/running/run-case.ts';

/** A case of these steps. */
export function caseOf(steps: Json[], more: Record<string, Json> = {}): Case {
  return parseCase('a/b.json', JSON.stringify({ test_id: 'T-1', level: 0, steps, ...more }));
}

/** An answer with a JSON body. */
export function answered(status: number, body: Json, headers: Record<string, string> = {}): Answer {
  return answeredText(status, JSON.stringify(body), headers);
}

/** An answer with a body of any kind. */
export function answeredText(status: number, text: string, headers: Record<string, string> = {}): Answer {
  let json: Json | undefined;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status, headers, text, json, ms: 5 };
}

/** What became of a case, what it sent and how long it slept (ms). */
export interface Ran extends Outcome {
  readonly sent: readonly Request[];
  readonly slept: readonly number[];
}

/** Runs a case against a function instead of a server. */
export async function run(
  testCase: Case,
  reading: Reading,
  answer: (request: Request, at: number) => Answer,
): Promise<Ran> {
  const sent: Request[] = [];
  const slept: number[] = [];
  const outcome = await runCase(testCase, reading, {
    async send(request) {
      sent.push(request);
      return answer(request, sent.length - 1);
    },
    async sleep(ms) {
      slept.push(ms);
    },
  });
  return { ...outcome, sent, slept };
}
