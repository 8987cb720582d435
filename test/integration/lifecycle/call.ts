import { validatedFetch } from '../../support/answers.ts';
import type { Job } from '../../support/api.ts';

/** What an answer holds, as far as these tests look at it. */
export interface Answer {
  readonly status: number;
  readonly body: {
    readonly job?: Job;
    readonly jobs?: readonly Job[];
    readonly jobs_extended?: readonly string[];
    readonly state?: string;
    readonly error?: { readonly code: string; readonly details?: Readonly<Record<string, unknown>> };
  };
}

/** Sends a request; every answer is held against the spec. */
export async function call(url: string, method: string, path: string, body?: object): Promise<Answer> {
  const response = await validatedFetch(`${url}/ojs/v1${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

/** The job as it is now. */
export async function jobNow(url: string, id: string): Promise<Job> {
  const { body } = await call(url, 'GET', `/jobs/${id}`);
  if (!body.job) throw new Error(`There is no job ${id}.`);
  return body.job;
}
