/** A request before it is sent. */
export interface PlainRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Which server an example needs. */
export type Surroundings =
  | 'plain'
  | 'without-reset'
  | 'store-away'
  | 'backend-failure'
  | 'broken-handler'
  | 'draining';

/** What the name of an example says, where its body cannot. */
export interface Condition {
  readonly surroundings: Surroundings;
  /** The request as it is to be sent. */
  readonly alter: (request: PlainRequest) => PlainRequest;
}

const unchanged = (request: PlainRequest): PlainRequest => request;

function plain(alter: Condition['alter']): Condition {
  return { surroundings: 'plain', alter };
}

function withHeader(name: string, value: string): Condition {
  return plain((request) => ({ ...request, headers: { ...request.headers, [name]: value } }));
}

/** Bytes over which a body is refused unless the server is configured otherwise. */
const defaultMaxBodyBytes = 1_048_576;
const defaultMaxBatchBytes = 16_777_216;

/** The examples that any operation may have, by name. */
export const conditions: Readonly<Record<string, Condition>> = {
  'empty-body': plain(({ method, path, headers }) => ({ method, path, headers })),
  'not-json': plain((request) => ({ ...request, body: '{"type": "email.s' })),
  'wrong-content-type': plain((request) => ({
    ...request,
    headers: { ...request.headers, 'Content-Type': 'text/plain' },
    body: request.body ?? '{}',
  })),
  'no-key': plain(({ headers: { Authorization: _, ...headers }, ...request }) => ({ ...request, headers })),
  'unsupported-version': withHeader('OJS-Version', '2.0'),
  'too-large': plain((request) => ({
    ...request,
    body: padded(request.body ?? '{}', defaultMaxBodyBytes + 1),
  })),
  'batch-too-large': plain((request) => ({
    ...request,
    body: padded(request.body ?? '{}', defaultMaxBatchBytes + 1),
  })),
  'switched-off': { surroundings: 'without-reset', alter: unchanged },
  'store-away': { surroundings: 'store-away', alter: unchanged },
  'backend-failure': { surroundings: 'backend-failure', alter: unchanged },
  // Good by itself; wrong for the job in the path.
  'other-id': plain(unchanged),
  draining: { surroundings: 'draining', alter: unchanged },
};

/** The JSON object `text` with a field more, so that it has `bytes` bytes. */
function padded(text: string, bytes: number): string {
  const opened = `${text.slice(0, -1)}${text === '{}' ? '' : ','}"padding":"`;
  return `${opened}${'x'.repeat(bytes - opened.length - 2)}"}`;
}
