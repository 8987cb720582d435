import { expect } from 'vitest';
import { api } from '../../support/api.ts';
import type { TestServer } from '../../support/server.ts';

export const enqueue = async (
  server: TestServer,
  queue: string,
  priority: number | string,
  more: object = {},
) => {
  const { status, body } = await api(server.url).enqueue({
    type: 'priority.test',
    args: [],
    options: { queue, priority, ...more },
  });
  expect(status).toBe(201);
  return body.job.id;
};
export const fetched = async (server: TestServer, queues: string | string[], more: object = {}) =>
  (await api(server.url).fetch({ queues: [queues].flat(), ...more })).body.jobs;
export const priorities = async (server: TestServer, queue: string, more: object = {}) =>
  (await fetched(server, queue, more)).map(({ priority }) => priority);
export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Fetches one by one until `count` jobs have come; their priorities. */
export async function oneByOne(server: TestServer, queue: string, count: number): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < count) {
    const [priority] = await priorities(server, queue, { wait_ms: 5_000 });
    if (priority === undefined) break;
    seen.push(priority);
  }
  return seen;
}

/** The queue's lanes that have an SQS queue. */
export const lanesOf = async (server: TestServer, queue: string) =>
  (await api(server.url).queue(queue)).body.queue.sqs.lanes;
