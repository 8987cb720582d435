import { afterAll, beforeAll, describe, it } from 'vitest';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../support/server.ts';
import { oneIsLeft, oneJobARound } from '../support/unique-races.ts';

let stores: TestStores;
let servers: TestServer[];
beforeAll(async () => {
  stores = await startTestStores();
  servers = await Promise.all([1, 2].map(() => startTestServer({ stores })));
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await stores.close();
});

describe('ojs-unique-jobs 8.1: many at once on two servers, many times', () => {
  it('100 racers × 50 rounds: one job a round', () => oneJobARound(servers, 100, 50));

  it('30 that replace one another × 20 rounds: one is left', () => oneIsLeft(servers, 30, 20));
});
