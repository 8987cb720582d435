import type { ErrorRequestHandler } from 'express';
import type { RequestBody } from '../../generated/operations.ts';
import type { Clock } from '../rules/clock.ts';
import { atIndex, OjsError, tooLarge, tooManyJobs } from '../rules/errors.ts';
import type { NewJob } from '../rules/job.ts';
import { elements, members } from '../rules/json-text.ts';
import { checkNumbers } from './check-numbers.ts';
import { bodyOf } from './read-body.ts';
import { readEnvelope } from './read-envelope.ts';
import { bodySchema, memberSchema, readSpec, type Schema } from './spec.ts';

/** Limits of what is enqueued: jobs of a batch, bytes of each. */
export interface EnqueueLimits {
  readonly maxBatch: number;
  readonly maxEnvelopeBytes: number;
}

type Batch = RequestBody<'createJobBatch'>;

/** All jobs of a batch, read before anything is stored; a refusal is that of the first bad one, with its index. */
export function readBatch(batch: Batch, text: string, now: number, limits: EnqueueLimits): NewJob[] {
  const { maxBatch, maxEnvelopeBytes } = limits;
  if (batch.jobs.length > maxBatch) throw tooManyJobs(batch.jobs.length, maxBatch);
  const texts = elementTexts(text);
  return batch.jobs.map((job, index) => readElement(job, texts[index] ?? '{}', index, now, maxEnvelopeBytes));
}

/**
 * The spec is asked of the whole body before a policy is looked at. So where it refuses a job of a batch,
 * those before that one are read here: the batch's error is that of its first bad job (DECISIONS.md 4).
 */
export function firstRefusal(
  { maxEnvelopeBytes }: Pick<EnqueueLimits, 'maxEnvelopeBytes'>,
  clock: Clock,
): ErrorRequestHandler {
  const spec = readSpec();
  const schema = jobSchema(spec);
  return (error: unknown, request, _response, next) => {
    const index = error instanceof OjsError ? error.index : undefined;
    const body = bodyOf(request);
    if (!body || index === undefined) return next(error);
    // All of them fit the spec: it names the first that does not.
    const { jobs } = body.value as Batch;
    const texts = elementTexts(body.text);
    for (let at = 0; at < index; at += 1) {
      const [job, text] = [jobs[at], texts[at]];
      if (!job || text === undefined) continue;
      checkNumbers(spec, schema, text, `jobs[${at}].`);
      readElement(job, text, at, clock.now(), maxEnvelopeBytes);
    }
    next(error);
  };
}

function readElement(
  job: Batch['jobs'][number],
  text: string,
  index: number,
  now: number,
  maxBytes: number,
): NewJob {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) throw tooLarge(`jobs[${index}]`, bytes, maxBytes, index);
  try {
    return readEnvelope(job, text, now);
  } catch (error) {
    throw atIndex(error, index);
  }
}

function elementTexts(text: string): string[] {
  return elements(members(text).get('jobs')?.text ?? '[]').map((element) => element.text);
}

function jobSchema(spec: object): Schema {
  const batch = bodySchema(spec, 'createJobBatch');
  const jobs = batch && memberSchema(spec, batch, 'jobs');
  const job = jobs && memberSchema(spec, jobs, '0');
  if (!job) throw new Error('The spec says nothing of the jobs of a batch.');
  return job;
}
