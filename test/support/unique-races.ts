import { expect } from 'vitest';
import { type Answered, api, type Job } from './api.ts';
import type { TestServer } from './server.ts';

type Answer = Answered<{ job: Job; deduplicated?: boolean }>;

/** All at once, spread over the servers. */
function race(
  servers: readonly TestServer[],
  racers: number,
  bodyOf: (n: number) => object,
): Promise<Answer[]> {
  return Promise.all(
    Array.from({ length: racers }, (_, n) => {
      const server = servers[n % servers.length];
      if (!server) throw new Error('A race needs servers.');
      return api(server.url).enqueue(bodyOf(n));
    }),
  );
}

/**
 * `rounds` times: so many racers want the same job, every third with ignore, the others with reject.
 * One job a round, and everybody else is told of that one.
 */
export async function oneJobARound(
  servers: readonly TestServer[],
  racers: number,
  rounds: number,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const type = `race.r${round}`;
    const answers = await race(servers, racers, (n) => ({
      type,
      args: [n],
      options: { queue: 'race', unique: { on_conflict: n % 3 === 0 ? 'ignore' : 'reject' } },
    }));
    const created = answers.filter(({ status }) => status === 201).map(({ body }) => body.job.id);
    expect(created, `round ${round}`).toHaveLength(1);
    const told = answers
      .filter(({ status }) => status !== 201)
      .map(({ status, body }) => [
        status,
        status === 200 ? body.job.id : body.error?.details?.existing_job_id,
      ]);
    expect(told.every(([status, id]) => (status === 200 || status === 409) && id === created[0])).toBe(true);
  }
}

/** `rounds` times: so many racers replace one another; in the end one job is live, and all are stored. All in the queue `replacing`. */
export async function oneIsLeft(
  servers: readonly TestServer[],
  racers: number,
  rounds: number,
): Promise<void> {
  const [server] = servers;
  if (!server) throw new Error('A race needs servers.');
  for (let round = 0; round < rounds; round += 1) {
    const answers = await race(servers, racers, (n) => ({
      type: `replace.r${round}`,
      args: [n],
      options: { queue: 'replacing', unique: { on_conflict: 'replace' } },
    }));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const states = await Promise.all(
      answers.map(async ({ body }) => (await api(server.url).get(body.job.id)).body.job.state),
    );
    expect(states.filter((state) => state !== 'cancelled')).toEqual(['available']);
  }
}
