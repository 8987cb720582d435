import { type OperationId, routes } from '../../generated/operations.ts';
import {
  type AnswerCheck,
  answers,
  outsideAnswers,
  type Validator,
} from '../../generated/validators/index.ts';

/** An answer as it came over the wire, with what was asked. */
export interface ReceivedAnswer {
  readonly method: string;
  /** With or without a query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  /** The body, undecoded JSON. */
  readonly text: string;
}

/**
 * Holds an answer against the specification: a declared status, the exact media type, the headers,
 * the body. What is asked of a path or method that the specification does not have must be refused
 * as the specification says.
 *
 * @returns the operation that was asked, or undefined where there is none
 * @throws Error naming the request and everything that is wrong with the answer
 */
export function checkAnswer(answer: ReceivedAnswer): OperationId | undefined {
  const path = answer.path.replace(/[?#].*$/, '');
  // As the server: the first path that fits, fixed ones before those with a parameter.
  const fits = routes.find((route) => pathPattern(route.path).test(path))?.path;
  const known = routes.filter((route) => route.path === fits);
  const method = answer.method.toLowerCase();
  // HTTP gives every GET a HEAD; its answer has no body.
  const route = known.find((each) => each.method === (method === 'head' ? 'get' : method));
  const check = route ? answers[route.operationId][answer.status] : outsideCheck(answer.status, known.length);
  const name = route?.operationId ?? 'no operation';
  const faults = check
    ? [...headerFaults(answer, check), ...bodyFaults(answer, check)]
    : [`the status ${answer.status} is not declared for ${name}`];
  if (faults.length === 0) return route?.operationId;
  throw new Error(
    `${answer.method} ${answer.path} (${name}) got a wrong answer ${answer.status}:\n` +
      `${faults.map((fault) => `  - ${fault}`).join('\n')}\n  ${answer.text.slice(0, 2000)}`,
  );
}

/** `fetch` that holds every answer against the specification. Throws what `checkAnswer` throws. */
export async function validatedFetch(url: string | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  const { pathname, search } = new URL(url);
  checkAnswer({
    method: init?.method ?? 'GET',
    path: pathname + search,
    status: response.status,
    headers: response.headers,
    text: await response.clone().text(),
  });
  return response;
}

/** A known path refuses a method with 405, an unknown one with 404. */
function outsideCheck(status: number, pathsFound: number): AnswerCheck | undefined {
  return status === (pathsFound > 0 ? 404 : 405) ? undefined : outsideAnswers[status];
}

function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:[^/]+/g, '[^/]+')}$`);
}

function headerFaults(answer: ReceivedAnswer, check: AnswerCheck): string[] {
  const type = answer.headers.get('Content-Type');
  return [
    ...(type === 'application/openjobspec+json' ? [] : [`the content type is ${type}`]),
    ...findings(check.headers, Object.fromEntries(answer.headers), 'headers'),
  ];
}

function bodyFaults(answer: ReceivedAnswer, check: AnswerCheck): string[] {
  if (answer.method === 'HEAD') return answer.text === '' ? [] : ['the answer to HEAD has a body'];
  let body: unknown;
  try {
    body = JSON.parse(answer.text);
  } catch {
    return ['the body is not JSON'];
  }
  return [...findings(check.body, body, 'body'), ...relationFaults(answer, body)];
}

function findings(validator: Validator, value: unknown, place: string): string[] {
  if (validator(value)) return [];
  return (validator.errors ?? []).map(({ instancePath, message, params }) => {
    const surplus = 'additionalProperty' in params ? ` (${params.additionalProperty})` : '';
    return `${place}${instancePath} ${message}${surplus}`;
  });
}

/** What must be equal in two places, which no schema can say. */
function relationFaults(answer: ReceivedAnswer, body: unknown): string[] {
  const at = (...keys: string[]) => keys.reduce(member, body);
  const pairs: [string, unknown, unknown][] = [
    ['error.type and error.code', at('error', 'type'), at('error', 'code')],
  ];
  // The schema says which answers have both.
  const workflow = at('workflow');
  if (workflow !== undefined) {
    const { workflow: _, ...fields } = Object(body);
    pairs.push(['the fields and workflow', JSON.stringify(fields), JSON.stringify(workflow)]);
  } else if (at('id') !== undefined) pairs.push(['id and job_id', at('id'), at('job_id')]);
  if (at('error') !== undefined) {
    pairs.push([
      'error.request_id and X-Request-Id',
      at('error', 'request_id'),
      answer.headers.get('X-Request-Id'),
    ]);
  }
  if (at('acknowledged') !== undefined || at('max_attempts') !== undefined) {
    pairs.push(['id and job.id', at('id'), at('job', 'id')]);
    pairs.push(['state and job.state', at('state'), at('job', 'state')]);
  }
  const location = answer.headers.get('Location');
  const made = workflow === undefined ? 'job' : 'workflow';
  if (location !== null)
    pairs.push([`Location and ${made}.id`, location.replace(/.*\//, ''), at(made, 'id')]);
  return pairs.filter(([, one, other]) => one !== other).map(([what]) => `${what} differ`);
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
