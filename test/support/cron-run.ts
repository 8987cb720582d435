import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { api, eventually } from './api.ts';
import { expectedTicks, takeAll, tickOf } from './cron-jobs.ts';
import { type ServerProcess, startServerProcess } from './process.ts';
import { startStoresProcess } from './stores-process.ts';

export interface CronRun {
  /** Server processes over one `make stores`. */
  readonly servers: number;
  /** Crons; every second one ticks each second, the others every 5 s. */
  readonly crons: number;
  readonly seconds: number;
  /** One server is killed with -9 and started again so often, in turn. */
  readonly killEveryMs: number;
  /** Whether it holds no jobs then, whose leases would have to run out first. */
  readonly withoutJobs: boolean;
}

/** What a run came to: sentences about ticks that were lost or fired twice, and how many there were. */
export interface CronVerdict {
  readonly faults: readonly string[];
  readonly ticks: number;
  readonly kills: number;
}

const EVERY_SECOND = '* * * * * *';
const EVERY_5_SECONDS = '*/5 * * * * *';
const QUEUE = 'crons';
/** After the end of a run what is late may still come, also what a killed server had claimed. */
const LATE_MS = 45_000;

/** Runs crons with overlap `allow` on several servers of which some are killed while one is always up. */
export async function runCrons({
  servers,
  crons,
  seconds,
  killEveryMs,
  withoutJobs,
}: CronRun): Promise<CronVerdict> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ojs-aws-crons-'));
  const stores = await startStoresProcess({ OJS_DATA_DIR: dataDir });
  const environment = {
    AWS_ENDPOINT_URL_DYNAMODB: stores.dynamodbEndpoint,
    AWS_ENDPOINT_URL_SQS: stores.sqsEndpoint,
  };
  const up: ServerProcess[] = [];
  for (let n = 0; n < servers; n += 1) up.push(await startServerProcess(environment));
  /** Never the one that is down. */
  let serving = 0;
  /** How many takers are at a server. */
  const visitors = new Map<string, number>();
  const visit = (url: string, change: number) => visitors.set(url, (visitors.get(url) ?? 0) + change);
  const url = () => up[serving]?.url ?? '';
  const enter = () => {
    visit(url(), 1);
    return url();
  };

  const seen = new Map<string, string[]>();
  const ended = new AbortController();
  const takers = Array.from({ length: 3 }, () =>
    takeAll(
      enter,
      QUEUE,
      ended.signal,
      (job) => {
        const key = `${job.meta.cron_name} ${tickOf(job)}`;
        seen.set(key, [...(seen.get(key) ?? []), job.id]);
      },
      (left) => visit(left, -1),
    ),
  );

  const registered = await Promise.all(
    Array.from({ length: crons }, async (_, n) => {
      const name = `cron-${n}`;
      const expression = n % 2 === 0 ? EVERY_SECOND : EVERY_5_SECONDS;
      const { body } = await api(url()).registerCron({
        name,
        expression,
        overlap_policy: 'allow',
        job_template: { type: 'cron.test', args: [n], options: { queue: QUEUE } },
      });
      return { name, expression, from: Date.parse(body.cron.created_at) };
    }),
  );

  const begun = Date.now();
  const until = begun + seconds * 1_000;
  let kills = 0;
  for (let at = begun + killEveryMs; at < until; at += killEveryMs) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - Date.now())));
    const victim = kills % servers;
    serving = (victim + 1) % servers;
    const left = async () => (visitors.get(up[victim]?.url ?? '') ? undefined : true);
    if (withoutJobs) await eventually(left, 5_000, 20);
    await up[victim]?.kill();
    up[victim] = await startServerProcess(environment);
    kills += 1;
  }
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, until - Date.now())));

  const wanted = registered.flatMap(({ name, expression, from }) =>
    expectedTicks(expression, from, until).map((tick) => `${name} ${tick}`),
  );
  await eventually(async () => (wanted.every((key) => seen.has(key)) ? true : undefined), LATE_MS).catch(
    () => undefined,
  );
  ended.abort();
  await Promise.all(takers);
  for (const server of up) await server.kill();
  await stores.end('SIGTERM');
  await rm(dataDir, { recursive: true, force: true });

  const known = new Set(wanted);
  const lost = wanted.filter((key) => !seen.has(key)).map((key) => `${key} did not fire`);
  const doubled = [...seen]
    .filter(([, ids]) => new Set(ids).size > 1)
    .map(([key, ids]) => `${key} fired as ${ids.join(' and ')}`);
  const strange = [...seen.keys()]
    .filter((key) => Number(key.split(' ')[1]) <= until && !known.has(key))
    .map((key) => `${key} is no tick`);
  return { faults: [...lost, ...doubled, ...strange], ticks: wanted.length, kills };
}
