import { describe, expect, it } from 'vitest';
import type { RequestBody } from '../../../generated/operations.ts';
import { readWorkflowRequest } from '../../../src/http/read-workflow.ts';
import { OjsError } from '../../../src/rules/errors.ts';
import type { NewWorkflow } from '../../../src/rules/workflow.ts';
import { NOW } from './envelope.ts';

const limits = { maxBatch: 3, maxEnvelopeBytes: 1_000, maxBatchBytes: 2_000 };
const job = (more: object = {}) => ({ type: 'email.send', args: [], ...more });

function readText(text: string): NewWorkflow {
  const body: RequestBody<'createWorkflow'> = JSON.parse(text);
  return readWorkflowRequest(body, text, NOW, limits);
}
const read = (body: object) => readText(JSON.stringify(body));

/** What is thrown, in its parts. */
function refusal(body: object) {
  try {
    read(body);
  } catch (error) {
    if (!(error instanceof OjsError)) throw error;
    return { status: error.status, code: error.code, message: error.message, ...error.details };
  }
  throw new Error('It was not refused.');
}

describe('ojs-workflows 3 to 6: what a request asks for', () => {
  it('a chain: its steps in order, each as an enqueue request of its own', () => {
    const asked = read({
      type: 'chain',
      name: 'orders',
      steps: [job({ name: 'first', args: [{ n: 1 }] }), job({ type: 'b.c', options: { queue: 'mail' } })],
    });
    expect(asked).toMatchObject({ kind: 'chain', name: 'orders', callbacks: {} });
    expect(asked.steps.map(({ name, job: { type, queue } }) => ({ name, type, queue }))).toEqual([
      { name: 'first', type: 'email.send', queue: 'default' },
      { name: undefined, type: 'b.c', queue: 'mail' },
    ]);
    expect(asked.steps.map(({ envelope }) => JSON.parse(envelope))).toEqual([
      { type: 'email.send', args: [{ n: 1 }] },
      { type: 'b.c', args: [], options: { queue: 'mail' } },
    ]);
  });

  it('a group and a batch: their jobs; callbacks by name', () => {
    expect(read({ type: 'group', jobs: [job(), job()] })).toMatchObject({ kind: 'group', callbacks: {} });
    const batch = read({
      type: 'batch',
      jobs: [job()],
      callbacks: { on_failure: job({ type: 'x.y' }), on_complete: job({ options: { queue: 'q' } }) },
    });
    expect(batch.kind).toBe('batch');
    expect(batch.callbacks.on_failure?.job.type).toBe('x.y');
    expect(batch.callbacks.on_complete?.job.queue).toBe('q');
    expect(batch.callbacks.on_success).toBeUndefined();
  });

  it('the digits and attributes of a step stay as they were sent', () => {
    const { steps } = readText(
      '{"type":"chain","steps":[{"type":"a.b","args":[1.0, 12345678901234567890],"own":{"__proto__":1}}]}',
    );
    expect(steps[0]?.envelope).toBe(
      '{"type":"a.b","args":[1.0, 12345678901234567890],"own":{"__proto__":1}}',
    );
    expect(steps[0]?.job.args.text).toBe('[1.0, 12345678901234567890]');
  });

  it('an id of the client, where it sends one', () => {
    const id = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';
    expect(read({ id, type: 'group', jobs: [job()] }).id).toBe(id);
    expect(read({ type: 'group', jobs: [job()] }).id).toBeUndefined();
  });
});

describe('DECISIONS 6 "Workflows": the options of the workflow are defaults for every step', () => {
  const one = (step: object, options: object) => {
    const [read1] = read({ type: 'chain', steps: [job(step)], options }).steps;
    if (!read1) throw new Error('There is no step.');
    return { ...read1.job, options: JSON.parse(read1.envelope).options };
  };

  it('for what the step leaves out; also for callbacks', () => {
    const found = one({ options: { queue: 'own' } }, { queue: 'all', priority: 7 });
    expect(found).toMatchObject({ queue: 'own', priority: 7, options: { queue: 'own', priority: 7 } });
    const { callbacks } = read({
      type: 'batch',
      jobs: [job()],
      callbacks: { on_success: job() },
      options: { queue: 'all' },
    });
    expect(callbacks.on_success?.job.queue).toBe('all');
  });

  it.each([
    [{ timeout: 5 }, { timeout_ms: 1_000 }, 'timeoutMs', 5_000],
    [{ visibility_timeout: 'PT5S' }, { visibility_timeout_ms: 1_000 }, 'visibilityTimeoutMs', 5_000],
  ])('not where the step says it under another name: %j over %j', (options, shared, field, value) => {
    expect(one({ options }, shared)).toMatchObject({ [field]: value });
  });

  it('nor where it says it at its top level', () => {
    expect(
      one({ queue: 'own', retry: { max_attempts: 5 } }, { queue: 'all', retry_policy: {} }),
    ).toMatchObject({ queue: 'own', retry: { maxAttempts: 5 } });
  });

  it('camel case of the official JavaScript client in retry', () => {
    expect(one({ options: { retry: { maxAttempts: 9, initialInterval: 'PT2S' } } }, {}).retry).toMatchObject({
      maxAttempts: 9,
    });
  });
});

describe('DECISIONS 1.6: a workflow without a type', () => {
  const steps = [
    job({ id: 'a', depends_on: [] }),
    job({ id: 'b', depends_on: ['a'], type: 'b.c' }),
    job({ id: 'on-complete', depends_on: ['a', 'b'], type: 'c.d' }),
  ];

  it('a chain; the ids are the names of the steps and not those of the jobs', () => {
    const asked = read({ steps: steps.slice(0, 2) });
    expect(asked.kind).toBe('chain');
    expect(asked.steps.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(asked.steps.map(({ job: { id } }) => id)).toEqual([undefined, undefined]);
    expect(asked.steps.map(({ envelope }) => Object.keys(JSON.parse(envelope)))).toEqual([
      ['type', 'args'],
      ['type', 'args'],
    ]);
  });

  it('a group', () => {
    expect(read({ steps: [job({ id: 'a', depends_on: [] }), job({ id: 'b' })] }).kind).toBe('group');
  });

  it('a batch, as the official Go and Python clients send it', () => {
    const jobs = [job({ id: 'a', depends_on: [] }), job({ id: 'b', depends_on: [] })];
    const go = read({ steps: [...jobs, steps[2]] });
    expect(go.steps.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(go).toMatchObject({ kind: 'batch', callbacks: { on_complete: { job: { type: 'c.d' } } } });
    const named = job({ id: 'last', depends_on: ['a', 'b'], options: { callback_type: 'on_failure' } });
    const python = read({ steps: [jobs[0], named, jobs[1]].filter((each) => each !== undefined) });
    expect(python.steps.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(Object.keys(python.callbacks)).toEqual(['on_failure']);
  });

  it('any other graph is 422', () => {
    expect(
      refusal({ steps: [job({ id: 'a' }), job({ id: 'b', depends_on: ['a'] }), job({ id: 'c' })] }),
    ).toMatchObject({ status: 422, code: 'unsupported' });
  });

  it('a type and dependencies go together where they say the same', () => {
    expect(read({ type: 'chain', steps: steps.slice(0, 2) }).kind).toBe('chain');
    expect(read({ type: 'group', jobs: [job({ id: 'a', depends_on: [] })] }).kind).toBe('group');
    expect(refusal({ type: 'group', jobs: steps.slice(0, 2) })).toMatchObject({
      status: 400,
      field: 'depends_on',
    });
    expect(refusal({ type: 'chain', steps: [job({ depends_on: [] }), job()] })).toMatchObject({
      status: 400,
      field: 'depends_on',
    });
  });
});

describe('DECISIONS 4: what is wrong is said with the step, and nothing is read half', () => {
  const second = (bad: object) => ({ type: 'chain', steps: [job(), bad] });

  it.each([
    ['a policy', { options: { retry: { max_attempts: -1 } } }, 422, 'steps[1].retry.max_attempts'],
    ['a time', { options: { scheduled_at: 'tomorrow' } }, 400, 'steps[1].scheduled_at'],
    ['an id', { id: '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f' }, 400, 'steps[1].id'],
  ])('%s', (_, more, status, field) => {
    const found = refusal(second(job(more)));
    expect(found).toMatchObject({ status, field, index: 1 });
    expect(found.message).toContain('steps[1]');
    expect('validation_errors' in found && found.validation_errors).toEqual(
      status === 400 && [{ path: `$.${field}`, message: expect.any(String) }],
    );
  });

  it('a callback by its name, without an index', () => {
    const found = refusal({
      type: 'batch',
      jobs: [job()],
      callbacks: { on_success: job({ options: { expires_at: 'never' } }) },
    });
    expect(found).toMatchObject({ status: 400, field: 'callbacks.on_success.expires_at' });
    expect(found).not.toHaveProperty('index');
  });

  it.each([
    ['steps', { type: 'chain', steps: [job()] }],
    ['jobs', { type: 'group', jobs: [job()] }],
    ['callbacks', { ...job(), callbacks: {} }],
  ])('ojs-workflows 10.2: a workflow inside of a workflow (%s) is 422', (_, nested) => {
    expect(refusal(second(nested))).toMatchObject({ status: 422, code: 'unsupported', index: 1 });
    expect(refusal({ type: 'batch', jobs: [job()], callbacks: { on_success: nested } })).toMatchObject({
      status: 422,
      message: expect.stringContaining('callbacks.on_success'),
    });
  });

  it('a unique policy is 422, also one of the workflow', () => {
    const wanted = { status: 422, code: 'unsupported', requested: 'unique', index: 1 };
    expect(refusal(second(job({ options: { unique: {} } })))).toMatchObject(wanted);
    const shared = refusal({ ...second(job()), options: { unique: {} } });
    expect(shared).toMatchObject({ status: 422, code: 'unsupported', requested: 'unique' });
    expect(shared.message).toContain('options');
    expect(shared).not.toHaveProperty('index');
  });

  it.each([
    ['a policy', { retry: { max_attempts: -1 } }, 422, 'options.retry.max_attempts'],
    ['a time', { scheduled_at: 'tomorrow' }, 400, 'options.scheduled_at'],
  ])('of the options of the workflow themselves, and not of a step: %s', (_, options, status, field) => {
    const found = refusal({ type: 'group', jobs: [job(), job()], options });
    expect(found).toMatchObject({ status, field });
    expect(found).not.toHaveProperty('index');
  });

  it('a callback of another name, which would never come', () => {
    const callbacks = { on_success: job(), on_finish: job() };
    expect(refusal({ type: 'batch', jobs: [job()], callbacks })).toMatchObject({
      status: 400,
      field: 'callbacks.on_finish',
      message: expect.stringContaining('on_complete, on_success, on_failure'),
      validation_errors: [{ path: '$.callbacks.on_finish' }],
    });
  });

  it.each([
    ['jobs of a chain', { type: 'chain', steps: [job()], jobs: [job()] }, 'jobs'],
    ['steps of a group', { type: 'group', jobs: [job()], steps: [job()] }, 'steps'],
    ['callbacks of a group', { type: 'group', jobs: [job()], callbacks: {} }, 'callbacks'],
    ['callbacks without a type', { steps: [job()], callbacks: {} }, 'callbacks'],
    ['a batch without a callback', { type: 'batch', jobs: [job()], callbacks: {} }, 'callbacks'],
  ])('%s: 400', (_, body, field) => {
    expect(refusal(body)).toMatchObject({ status: 400, field, validation_errors: [{ path: `$.${field}` }] });
  });

  it('more jobs than a batch may have: 413', () => {
    expect(refusal({ type: 'group', jobs: [job(), job(), job(), job()] })).toMatchObject({
      status: 413,
      field: 'jobs',
      actual_batch_size: 4,
      max_batch_size: 3,
    });
    expect(refusal({ steps: [job(), job(), job(), job()] })).toMatchObject({ status: 413, field: 'steps' });
  });

  it('a job over its own limit, with the options of the workflow in it: 413', () => {
    expect(refusal(second(job({ args: ['x'.repeat(1_000)] })))).toMatchObject({
      status: 413,
      field: 'steps[1]',
    });
    expect(refusal({ ...second(job()), options: { tags: ['x'.repeat(1_000)] } })).toMatchObject({
      status: 413,
      field: 'steps[0]',
    });
  });

  it('jobs that keep to it, and with what they share come to more than a body may: 413', () => {
    const shared = { tags: ['x'.repeat(700)] };
    expect(refusal({ type: 'group', jobs: [job(), job(), job()], options: shared })).toMatchObject({
      status: 413,
      max_bytes: 2_000,
    });
  });
});
