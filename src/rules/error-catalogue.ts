/**
 * Every refusal and failure that the server answers with (DECISIONS.md section 4): status, code, whether
 * the same request may succeed later, when it comes, what to do about it, and which fields `details` may
 * hold. From this table come the server's answers, the errors in the spec's examples and docs/errors.md.
 * A kind is what the code calls a row; it is not sent.
 */
export const ERRORS = {
  invalidPayload: {
    status: 400,
    code: 'invalid_payload',
    retryable: false,
    when: 'A body is needed and there is none, or it is not UTF-8, not JSON, or did not arrive whole.',
    hint: 'Send a JSON object in UTF-8.',
    details: [],
  },
  invalidRequest: {
    status: 400,
    code: 'invalid_request',
    retryable: false,
    when: 'Something in the request is missing or malformed: a field, a header, the content type.',
    hint: 'Correct the field that the message names and send the request again.',
    details: ['field', 'expected', 'received', 'max_depth', 'index', 'validation_errors'],
  },
  unauthenticated: {
    status: 401,
    code: 'unauthenticated',
    retryable: false,
    when: 'The server has a key, and the request carries none or another one.',
    hint: 'Send the header "Authorization: Bearer KEY" with the key of this server.',
    details: [],
  },
  notFound: {
    status: 404,
    code: 'not_found',
    retryable: false,
    when: 'There is no such job or workflow (also an id that is no UUID), no such entry in the dead letter, or no such route.',
    hint: 'Check the id and the path; a finished job is kept for a limited time.',
    details: ['resource_type', 'resource_id'],
  },
  wrongMethod: {
    status: 405,
    code: 'invalid_request',
    retryable: false,
    when: 'The path is known, and does not know the method; the header Allow names those it knows.',
    hint: 'Use one of the methods in details.allowed.',
    details: ['allowed'],
  },
  duplicate: {
    status: 409,
    code: 'duplicate',
    retryable: false,
    when: 'A job or workflow with the id of the request is stored already, or a job that its unique policy rejects it for, or a cron with its name.',
    hint: 'What the details name is stored already: take that, or send another id, name or unique key.',
    details: [
      'existing_job_id',
      'existing_job_state',
      'unique_key',
      'index',
      'resource_type',
      'resource_id',
      'created_at',
    ],
  },
  conflict: {
    status: 409,
    code: 'conflict',
    retryable: false,
    when: 'The job or workflow is in a state that does not allow the operation, or another worker or attempt holds the job.',
    hint: 'Read the job to see its state; what another worker or attempt holds is not yours to end.',
    details: ['job_id', 'workflow_id', 'current_state', 'expected_state'],
  },
  tooLarge: {
    status: 413,
    code: 'invalid_request',
    retryable: false,
    when: 'The body, or a part of it that has a limit of its own, has too many bytes, or a batch or workflow too many jobs.',
    hint: 'Send less: keep what is large elsewhere, and put a reference into the job.',
    details: ['field', 'actual_bytes', 'max_bytes', 'actual_batch_size', 'max_batch_size', 'index'],
  },
  invalidPolicy: {
    status: 422,
    code: 'validation_error',
    retryable: false,
    when: 'A field of the retry, unique or rate-limit policy does not hold.',
    hint: 'Correct the policy field that the message names.',
    details: ['field', 'index'],
  },
  unsupported: {
    status: 422,
    code: 'unsupported',
    retryable: false,
    when: 'The standard has it and this server does not offer it, or not in the version asked for.',
    hint: 'Leave it out, or see the manifest for what this server offers.',
    details: ['requested', 'supported', 'index'],
  },
  failure: {
    status: 500,
    code: 'backend_error',
    retryable: true,
    when: 'The server failed in a way that it should not.',
    hint: 'Try again; quote request_id if it goes on.',
    details: [],
  },
  unavailable: {
    status: 503,
    code: 'backend_error',
    retryable: true,
    when: 'The table cannot be reached or sheds load; the header Retry-After says how long to wait.',
    hint: 'Wait as long as Retry-After says and try again.',
    details: [],
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;

/** One row of the catalogue. */
export interface ErrorRow {
  readonly status: number;
  readonly code: string;
  readonly retryable: boolean;
  /** One sentence for the documentation. */
  readonly when: string;
  /** What to do about it: one sentence, sent with the error. */
  readonly hint: string;
  /** The fields that `details` may hold, as the wire names them. */
  readonly details: readonly string[];
}

/** What the code calls a row. */
export type ErrorKind = keyof typeof ERRORS;
/** The standard's error codes that an HTTP answer can carry. */
export type ErrorCode = (typeof ERRORS)[ErrorKind]['code'];
/** What a refusal of one kind may tell beside its message. */
export type DetailsOf<Kind extends ErrorKind> = {
  readonly [Field in (typeof ERRORS)[Kind]['details'][number]]?: unknown;
};

/** Where the standard explains its errors; sent with each. */
export const DOCS_URL = 'https://openjobspec.org/docs/errors';
