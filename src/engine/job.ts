import type { Head } from '../rules/head.ts';
import type { JobError, NewJob } from '../rules/job.ts';
import { JsonText, members, objectText } from '../rules/json-text.ts';
import { readBody, readErrors, readResult } from '../table/fit-head.ts';
import type { Store } from '../table/store.ts';
import { parentResults } from './workflow-results.ts';

/** A whole job: what the server decides by, and what belongs to its owner. */
export interface Job {
  readonly head: Head;
  readonly body: JobBody;
  /** Oldest first. */
  readonly errors: readonly JobError[];
  readonly result?: JsonText | undefined;
  /**
   * What its workflow hands it, where it was loaded for whoever runs it: a JSON array of the results of the
   * jobs before it, by index, null where there is none (ojs-workflows 7, DECISIONS.md 1.6).
   */
  readonly parentResults?: JsonText | undefined;
}

/** The owner's data, kept as the text it arrived in. */
export interface JobBody {
  readonly args: JsonText;
  readonly meta: JsonText;
  /** Unknown top-level attributes, one JSON object. */
  readonly extra?: JsonText | undefined;
  readonly retry?: JsonText | undefined;
  readonly unique?: JsonText | undefined;
  readonly tags?: JsonText | undefined;
  readonly schema?: JsonText | undefined;
  /** The timestamps as the client wrote them (DECISIONS.md 1.1, "timestamp echo"). */
  readonly scheduledAt?: JsonText | undefined;
  readonly expiresAt?: JsonText | undefined;
}

/** The body of a new job, as one JSON object to be stored. */
export function bodyText(job: NewJob): string {
  return objectText([
    ['args', job.args],
    ['meta', job.meta],
    ['extra', job.extra],
    ['retry', job.retryText],
    ['unique', job.uniqueText],
    ['tags', job.tags],
    ['schema', job.schema],
    ['scheduledAt', job.scheduledAt?.text],
    ['expiresAt', job.expiresAt?.text],
  ]).text;
}

/** What `bodyText` wrote. */
export function parseBody(text: string): JobBody {
  const parts = members(text);
  return {
    args: parts.get('args') ?? new JsonText('[]'),
    meta: parts.get('meta') ?? new JsonText('{}'),
    extra: parts.get('extra'),
    retry: parts.get('retry'),
    unique: parts.get('unique'),
    tags: parts.get('tags'),
    schema: parts.get('schema'),
    scheduledAt: parts.get('scheduledAt'),
    expiresAt: parts.get('expiresAt'),
  };
}

/** The whole job behind `head`: reads nothing where everything fits into the head. */
export async function loadJob(store: Store, head: Head): Promise<Job> {
  const [body, errors, result] = await Promise.all([
    readBody(store, head),
    readErrors(store, head),
    readResult(store, head),
  ]);
  return {
    head,
    body: parseBody(body),
    errors,
    ...(result !== undefined && { result: new JsonText(result) }),
  };
}

/** The same, with what its workflow hands it: 1 Query more for a later step of a chain, or a callback. */
export async function loadJobToRun(store: Store, head: Head): Promise<Job> {
  const [job, parents] = await Promise.all([
    loadJob(store, head),
    head.workflow && parentResults(store, head.workflow),
  ]);
  return { ...job, ...(parents && { parentResults: parents }) };
}
