import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/rules/clock.ts';
import { fifoTransport } from '../../../src/transport/fifo.ts';
import type { Transport } from '../../../src/transport/transport.ts';
import { embeddedSqs, jobIds, longPoll, shortPoll, silentLog } from './embedded-sqs.ts';

let sqs: Awaited<ReturnType<typeof embeddedSqs>>;
let transport: Transport;
let number = 0;
let lane = { queue: 'unused', lane: '100' };

const hint = (jobId: string) => ({ jobId, atMs: 1_700_000_000_000, seq: 0 });

beforeAll(async () => {
  sqs = await embeddedSqs();
});
afterAll(() => sqs.stop());

beforeEach(() => {
  number += 1;
  lane = { queue: `q${number}`, lane: '100' };
  const options = { prefix: 'ojs', clock: systemClock, log: silentLog, incarnation: `server-${number}` };
  transport = fifoTransport(sqs.client, options);
});
afterEach(() => transport.close(1_000));

describe('hints over FIFO queues', () => {
  test('hints come in the order in which they were sent, each deleted before the next is shown', async () => {
    const sent = Array.from({ length: 25 }, (_none, index) => `job-${index}`);
    for (const jobId of sent) transport.send(lane, hint(jobId));
    const shown: string[] = [];
    while (shown.length < sent.length) {
      const received = await transport.receive(lane, longPoll);
      shown.push(...jobIds(received));
      for (const { handle } of received) transport.done(handle);
    }
    expect(shown).toEqual(sent);
    expect(sqs.server.inspectQueue(`ojs-q${number}.fifo`)?.messages.ready).toEqual([]);
  });

  test('a hint in flight blocks its lane until it is done, as the capabilities say', async () => {
    expect(transport.capabilities.inFlightBlocks).toBe(true);
    transport.send(lane, hint('a'));
    await transport.flush([lane]);
    const [first] = await transport.receive(lane, shortPoll);
    if (first === undefined) throw new Error('SQS has shown no hint.');
    transport.send(lane, hint('b'));
    await transport.flush([lane]);
    expect(await transport.receive(lane, shortPoll)).toEqual([]);
    transport.done(first.handle);
    expect(jobIds(await transport.receive(lane, longPoll))).toEqual(['b']);
  });

  test('a second hint of one job is not taken for a repeat of the first', async () => {
    transport.send(lane, hint('a'));
    await transport.flush([lane]);
    for (const { handle } of await transport.receive(lane, shortPoll)) transport.done(handle);
    transport.send(lane, hint('a'));
    await expect.poll(async () => jobIds(await transport.receive(lane, shortPoll))).toEqual(['a']);
  });

  test('a hint that is due later arrives at once, as the capabilities say', async () => {
    expect(transport.capabilities.delays).toBe(false);
    transport.send(lane, { ...hint('a'), dueMs: Date.now() + 60_000 });
    expect(jobIds(await transport.receive(lane, longPoll))).toEqual(['a']);
  });
});
