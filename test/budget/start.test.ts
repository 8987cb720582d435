import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { api } from '../support/api.ts';
import { startServerProcess } from '../support/process.ts';

const JOBS = 10_000;
/** From the start of the process to the first 201. */
const BOUND_MS = 3_000;

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ojs-aws-start-'));
  const server = await startServerProcess({ OJS_DATA_DIR: dataDir });
  const jobs = Array.from({ length: JOBS }, (_, n) => ({ type: 'start.test', args: [n] }));
  expect((await api(server.url).enqueueBatch(jobs)).status).toBe(201);
  expect(await server.stop()).toBe(0);
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

it(`from process start to the first 201 in at most ${BOUND_MS} ms with ${JOBS} open jobs stored`, async () => {
  const startedAt = performance.now();
  const server = await startServerProcess({ OJS_DATA_DIR: dataDir });
  const { status } = await api(server.url).enqueue({ type: 'start.test', args: [] });
  const tookMs = performance.now() - startedAt;
  expect(await server.stop()).toBe(0);
  expect(status).toBe(201);
  expect(tookMs).toBeLessThanOrEqual(BOUND_MS);
});
