import { defineConfig } from 'vitest/config';

/** Crashes, races and load: what fills the machine, or takes its time, is run by CI; `make test` has the rest. */
const CRASHES = [
  'cron/half-done',
  'cron/kills',
  'dropped-answers',
  'embedded/process',
  'kill',
  'leases/crosswise',
  'leases/drain',
  'leases/messages-lost',
  'leases/sweep-cost',
  'priority/lying-sqs',
  'queues/counts',
  'rate-limit/two-servers',
  'retention/pieces',
  'scheduled/long-waits',
  'unique/batch-ended',
  'unique/ended',
  'unique/races',
  'worker/drain',
  'worker/outage',
  'workflows/cost',
  'workflows/ended',
  'workflows/faults',
].map((name) => `test/integration/${name}.test.ts`);

/** What the files of a worker load, they share: the SDK, the server and the stores, once and not 60 times. */
const TOGETHER = { isolate: false };

/** Kinds of test; what takes longer has a target of its own in the Makefile. */
export default defineConfig({
  test: {
    // More than there are cores: whole servers wait for stores and for time most of the while.
    maxWorkers: 4,
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], ...TOGETHER, testTimeout: 30_000 } },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          ...TOGETHER,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: CRASHES,
          ...TOGETHER,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'crashes',
          include: CRASHES,
          ...TOGETHER,
          // With a fourth, looks that back off are later than some bounds.
          maxWorkers: 3,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'tooling',
          include: ['test/tooling/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'budget',
          include: ['test/budget/**/*.test.ts', 'test/dynamodb-local/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'slow',
          include: ['test/slow/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
