/** One variable of the environment: what it is for, and what may stand in it. */
export interface Variable {
  readonly name: string;
  readonly kind: 'integer' | 'duration' | 'flag' | 'choice' | 'text' | 'url' | 'pattern';
  /** What `--help` says, units included. */
  readonly about: string;
  /** The text that holds where the variable is not set; absent: not set at all. */
  readonly fallback?: string;
  /** Of a duration: in ms. */
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  readonly pattern?: RegExp;
  /** The form in words, for the message. */
  readonly form?: string;
}

/** Every setting of the server, in the order of `--help`. */
export const VARIABLES = {
  port: {
    name: 'OJS_PORT',
    kind: 'integer',
    about: 'TCP port to listen on; 0 takes a free one',
    fallback: '8080',
    min: 0,
    max: 65_535,
  },
  host: {
    name: 'OJS_HOST',
    kind: 'text',
    about: 'address to listen on; other machines reach 0.0.0.0',
    fallback: '127.0.0.1',
  },
  stores: {
    name: 'OJS_STORES',
    kind: 'choice',
    about:
      'embedded (DynamoDB and SQS in this process, for development) or aws; default aws where an endpoint is set, else embedded',
    choices: ['embedded', 'aws'],
  },
  dataDir: {
    name: 'OJS_DATA_DIR',
    kind: 'text',
    about: 'directory of the embedded DynamoDB',
    fallback: '.data',
  },
  apiKey: {
    name: 'OJS_API_KEY',
    kind: 'text',
    about: 'key that clients send as "Authorization: Bearer KEY"',
  },
  allowInsecureNoAuth: {
    name: 'OJS_ALLOW_INSECURE_NO_AUTH',
    kind: 'flag',
    about: 'true: serve without a key, to whoever reaches the port',
    fallback: 'false',
  },
  maxEnvelopeBytes: {
    name: 'OJS_MAX_ENVELOPE_BYTES',
    kind: 'integer',
    about: 'bytes of one request body',
    fallback: '1048576',
    min: 1_024,
    max: 10_485_760,
  },
  maxBatch: {
    name: 'OJS_MAX_BATCH',
    kind: 'integer',
    about: 'jobs of one batch',
    fallback: '10000',
    min: 1,
    max: 10_000,
  },
  maxBatchBytes: {
    name: 'OJS_MAX_BATCH_BYTES',
    kind: 'integer',
    about: 'bytes of the request body of a batch; each job in it has OJS_MAX_ENVELOPE_BYTES',
    fallback: '16777216',
    min: 1_024,
    max: 104_857_600,
  },
  visibilityTimeoutMs: {
    name: 'OJS_VISIBILITY_TIMEOUT_MS',
    kind: 'integer',
    about: 'ms of a lease where neither fetch nor job names one',
    fallback: '1800000',
    min: 1_000,
    max: 43_200_000,
  },
  completedMs: {
    name: 'OJS_RETENTION_COMPLETED',
    kind: 'duration',
    about: 'how long a completed job is kept, an ISO 8601 duration',
    fallback: 'P7D',
    min: 1_000,
  },
  discardedMs: {
    name: 'OJS_RETENTION_DISCARDED',
    kind: 'duration',
    about: 'how long a job that failed for good or expired is kept, an ISO 8601 duration',
    fallback: 'P30D',
    min: 1_000,
  },
  cancelledMs: {
    name: 'OJS_RETENTION_CANCELLED',
    kind: 'duration',
    about: 'how long a cancelled job is kept, an ISO 8601 duration',
    fallback: 'P7D',
    min: 1_000,
  },
  deadLetterMs: {
    name: 'OJS_RETENTION_DEAD_LETTER',
    kind: 'duration',
    about: 'how long a dead-lettered job is kept, an ISO 8601 duration',
    fallback: 'P180D',
    min: 1_000,
  },
  deadLetterMax: {
    name: 'OJS_RETENTION_DEAD_LETTER_MAX',
    kind: 'integer',
    about: 'how many dead-lettered jobs are kept; the oldest go first',
    fallback: '10000',
    min: 1,
    max: 1_000_000,
  },
  shutdownTimeoutMs: {
    name: 'OJS_SHUTDOWN_TIMEOUT_MS',
    kind: 'integer',
    about: 'ms from a signal to stop to the end; requests have what the last writes leave, at least half',
    fallback: '10000',
    min: 0,
    max: 600_000,
  },
  logLevel: {
    name: 'OJS_LOG_LEVEL',
    kind: 'choice',
    about: 'least level of a log line: debug, info, warn, error or silent',
    fallback: 'info',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
  },
  testReset: {
    name: 'OJS_TEST_RESET',
    kind: 'flag',
    about: 'true: POST /ojs/v1/admin/reset empties everything; only on embedded stores',
    fallback: 'false',
  },
  testDirectives: {
    name: 'OJS_TEST_DIRECTIVES',
    kind: 'flag',
    about: "true: a job's meta.test_directive steers its worker's heartbeat; never in production",
    fallback: 'false',
  },
  region: {
    name: 'AWS_REGION',
    kind: 'pattern',
    about: 'region of table and queues',
    fallback: 'us-east-1',
    pattern: /^[a-z0-9][a-z0-9-]{0,62}$/,
    form: 'a region such as "us-east-1"',
  },
  endpoint: {
    name: 'AWS_ENDPOINT_URL',
    kind: 'url',
    about: 'address of an emulator of both services',
  },
  dynamodbEndpoint: {
    name: 'AWS_ENDPOINT_URL_DYNAMODB',
    kind: 'url',
    about: 'address of an emulator of DynamoDB; wins over AWS_ENDPOINT_URL',
  },
  sqsEndpoint: {
    name: 'AWS_ENDPOINT_URL_SQS',
    kind: 'url',
    about: 'address of an emulator of SQS; wins over AWS_ENDPOINT_URL',
  },
  table: {
    name: 'DYNAMODB_TABLE',
    kind: 'pattern',
    about: 'name of the table; made where it is missing',
    fallback: 'ojs-jobs',
    pattern: /^[A-Za-z0-9_.-]{3,255}$/,
    form: '3 to 255 letters, digits, "_", "-" and "."',
  },
  queuePrefix: {
    name: 'SQS_QUEUE_PREFIX',
    kind: 'pattern',
    about: 'what the names of the SQS queues begin with',
    fallback: 'ojs',
    pattern: /^[A-Za-z0-9_-]{1,32}$/,
    form: '1 to 32 letters, digits, "_" and "-"',
  },
} as const satisfies Record<string, Variable>;
