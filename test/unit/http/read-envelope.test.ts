import { describe, expect, it, test } from 'vitest';
import { defaultRetryPolicy } from '../../../src/rules/retry-policy.ts';
import { read, readText, refusal } from './envelope.ts';

describe('DECISIONS 1.1: an envelope', () => {
  it('gets the defaults of the standard where it says only type and args', () => {
    const job = readText('{"type":"email.send","args":[1,null,"a"]}');
    expect(job).toEqual({
      type: 'email.send',
      queue: 'default',
      priority: 0,
      args: expect.objectContaining({ text: '[1,null,"a"]' }),
      meta: expect.objectContaining({ text: '{}' }),
      retry: defaultRetryPolicy,
    });
  });

  it('keeps the id, the schema and the tags', () => {
    const id = '019461a8-2b3c-7d4e-9f50-6a7b8c9d0e1f';
    expect(read({ id, schema: 'urn:a', options: { tags: ['x', ''] } })).toMatchObject({
      id,
      schema: 'urn:a',
      tags: ['x', ''],
    });
  });

  it('takes the last of repeated names, as JSON.parse does', () => {
    const job = readText('{"type":"a","args":[1],"type":"b","args":[2],"queue":"x","queue":"y"}');
    expect([job.type, job.args.text, job.queue]).toEqual(['b', '[2]', 'y']);
  });
});

/** An option, a value of it, another value, and what tells the job's apart. */
const options: [
  name: string,
  value: unknown,
  other: unknown,
  tell: (job: ReturnType<typeof read>) => unknown,
][] = [
  ['queue', 'mail', 'other', (job) => job.queue],
  ['priority', 5, 7, (job) => job.priority],
  ['timeout_ms', 1_500, 2_500, (job) => job.timeoutMs],
  ['timeout', 1, 0.07, (job) => job.timeoutMs],
  ['visibility_timeout_ms', 1_500, 2_500, (job) => job.visibilityTimeoutMs],
  ['visibility_timeout', 1, 'PT2S', (job) => job.visibilityTimeoutMs],
  ['scheduled_at', '2099-01-01T00:00:00Z', 'PT1H', (job) => job.scheduledAt?.ms],
  ['delay_until', '2099-01-01T00:00:00Z', 'PT1H', (job) => job.scheduledAt?.ms],
  ['expires_at', '2099-01-01T00:00:00Z', 'PT1H', (job) => job.expiresAt?.ms],
  ['retry', { max_attempts: 7 }, { max_attempts: 8 }, (job) => [job.retry.maxAttempts, job.retryText?.text]],
  [
    'retry_policy',
    { max_attempts: 7 },
    { max_attempts: 8 },
    (job) => [job.retry.maxAttempts, job.retryText?.text],
  ],
  ['unique', { keys: ['type'] }, { keys: ['queue'] }, (job) => job.uniqueText?.text],
  ['tags', ['a'], ['b'], (job) => job.tags],
  ['metadata', { a: 1 }, { a: 2 }, (job) => job.meta.text],
];

describe('DECISIONS 1.1: options', () => {
  it.each(options)('%s means the same in options and at the top level', (name, value, other, tell) => {
    const inOptions = tell(read({ options: { [name]: value } }));
    expect(tell(read({ [name]: value }))).toEqual(inOptions);
    expect(tell(read({ [name]: other }))).not.toEqual(inOptions);
  });

  it.each(options)('%s in options goes before one at the top level', (name, value, other, tell) => {
    const both = read({ [name]: other, options: { [name]: value } });
    expect(tell(both)).toEqual(tell(read({ options: { [name]: value } })));
  });

  it.each(options)('%s at the top level is no attribute of the owner', (name, value) => {
    expect(read({ [name]: value }).extra).toBeUndefined();
  });

  it('retry goes before retry_policy and scheduled_at before delay_until, as value and as text', () => {
    const job = read({
      options: {
        retry_policy: { max_attempts: 8 },
        retry: { max_attempts: 7 },
        delay_until: '2098-01-01T00:00:00Z',
        scheduled_at: '2099-01-01T00:00:00Z',
      },
    });
    expect(job.retry.maxAttempts).toBe(7);
    expect(job.retryText?.text).toBe('{"max_attempts":7}');
    expect(job.scheduledAt?.text).toBe('2099-01-01T00:00:00Z');
  });

  test.each([
    ['retry', { max_attempts: 7 }, 'retry_policy', { max_attempts: 8 }],
    ['scheduled_at', 'PT1H', 'delay_until', 'PT2H'],
    ['timeout_ms', 60_000, 'timeout', 30],
    ['visibility_timeout_ms', 60_000, 'visibility_timeout', 'PT30S'],
  ])('%s %j at the top level comes after %s %j in options', (name, value, alias, other) => {
    const alone = read({ options: { [alias]: other } });
    expect(read({ [name]: value, options: { [alias]: other } })).toEqual(alone);
    expect(read({ [name]: value })).not.toEqual(alone);
  });

  it('unknown ones are ignored', () => {
    const job = read({ options: { colour: 'red', specversion: '9' } });
    expect(job).toEqual(read({}));
  });

  it('keep the text of a policy as it was sent', () => {
    const job = readText('{"type":"a","args":[],"options":{"retry":{ "maxAttempts": 4.0, "x": 1e400 }}}');
    expect(job.retry.maxAttempts).toBe(4);
    expect(job.retryText?.text).toBe('{ "maxAttempts": 4.0, "x": 1e400 }');
  });
});

describe('DECISIONS 1.1: priority', () => {
  test.each([
    ['high', 10],
    ['High', 10],
    ['NORMAL', 0],
    ['low', -10],
    [-100, -100],
    [100, 100],
  ])('%s is %i', (sent, meant) => {
    expect(read({ options: { priority: sent } }).priority).toBe(meant);
  });
});

describe('DECISIONS 1.1: attributes of the owner and of the server', () => {
  it('unknown top-level names are kept, in their order, with their text', () => {
    const job = readText('{"b": 1.0,"type":"a","args":[],"a":{"x":[ ]},"n":12345678901234567890}');
    expect(job.extra?.text).toBe('{"b":1.0,"a":{"x":[ ]},"n":12345678901234567890}');
  });

  it('names that only the server sets are ignored', () => {
    const system = {
      specversion: '9.9',
      state: 'completed',
      attempt: 7,
      max_attempts: 9,
      created_at: 'x',
      enqueued_at: 1,
      started_at: 1,
      completed_at: 1,
      cancelled_at: 1,
      discarded_at: 1,
      next_attempt_at: 1,
      retry_delay_ms: 1,
      worker_id: 'w',
      previous_state: 'active',
      result: 1,
      error: {},
      errors: [],
      workflow_id: 'w',
      workflow_step: 1,
      parent_results: [],
    };
    expect(read(system)).toEqual(read({}));
  });

  it('__proto__ and constructor are names like others', () => {
    const text =
      '{"__proto__":{"queue":"evil"},"type":"a","args":[],"constructor":1,"options":{"__proto__":{"queue":"evil"}}}';
    const job = readText(text);
    expect(job.queue).toBe('default');
    expect(job.extra?.text).toBe('{"__proto__":{"queue":"evil"},"constructor":1}');
  });
});

describe('DECISIONS 1.4, rate limit: max_per_second is read, other shapes are accepted and ignored', () => {
  test.each([
    [1, { options: { rate_limit: { max_per_second: 1 } } }],
    [0.5, { rate_limit: { max_per_second: 0.5 } }],
    [2, { rate_limit: { max_per_second: 7 }, options: { rate_limit: { max_per_second: 2 } } }],
    [undefined, { rate_limit: {} }],
    [undefined, { options: { rate_limit: { key: 'api', concurrency: 2, on_limit: 'drop' } } }],
  ])('%j of %j', (maxPerSecond, more) => {
    const job = read(more);
    expect(job.maxPerSecond).toBe(maxPerSecond);
    expect(job.extra).toBeUndefined();
  });
});

describe('DECISIONS 1.2: a policy that does not hold is 422 and names its field', () => {
  test.each([
    ['retry.max_attempts', { retry: { max_attempts: -1 } }],
    ['retry.initial_interval', { options: { retry: { initial_interval: 'soon' } } }],
    ['retry.backoff_coefficient', { options: { retry_policy: { backoff_coefficient: 0 } } }],
    ['unique.states', { options: { unique: { states: ['lost'] } } }],
    ['unique.meta_keys', { unique: { keys: ['meta'] } }],
    ['rate_limit.max_per_second', { options: { rate_limit: { max_per_second: '5' } } }],
    ['rate_limit.max_per_second', { rate_limit: { max_per_second: 0, key: 'api' } }],
  ])('%s in %j', (field, more) => {
    expect(refusal(() => read(more))).toEqual({ status: 422, code: 'validation_error', field });
  });
});

describe('ojs-http-binding 9.5: options.pending', () => {
  it('true makes a job that waits until it is activated, also at the top level', () => {
    expect(read({ options: { pending: true } })).toEqual({ ...read({}), pending: true });
    expect(read({ pending: true })).toEqual({ ...read({}), pending: true });
  });

  it('false asks for nothing', () => {
    expect(read({ options: { pending: false } })).toEqual(read({}));
  });
});
