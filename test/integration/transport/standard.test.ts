import { createServer } from 'node:net';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../src/rules/clock.ts';
import { standardTransport } from '../../../src/transport/standard.ts';
import type { ReceivedHint, Transport } from '../../../src/transport/transport.ts';
import { clientOf, embeddedSqs, jobIds, longPoll, shortPoll, silentLog } from './embedded-sqs.ts';

let sqs: Awaited<ReturnType<typeof embeddedSqs>>;
let transport: Transport;
let number = 0;
let lane = { queue: 'unused', lane: '100' };

const options = { prefix: 'ojs', clock: systemClock, log: silentLog };
const hint = (jobId: string, seq = 0) => ({ jobId, atMs: 1_700_000_000_000, seq });
const stateOf = (name: string) => sqs.server.inspectQueue(name)?.messages;

beforeAll(async () => {
  sqs = await embeddedSqs();
});
afterAll(() => sqs.stop());

beforeEach(() => {
  number += 1;
  lane = { queue: `q${number}`, lane: '100' };
  transport = standardTransport(sqs.client, options);
});
afterEach(() => transport.close(1_000));

async function receiveOne(): Promise<ReceivedHint> {
  const [received] = await transport.receive(lane, longPoll);
  if (received === undefined) throw new Error('SQS has shown no hint.');
  return received;
}

describe('hints over an SQS of this process', () => {
  test('what was sent and flushed is received by one short poll, oldest first', async () => {
    for (let seq = 12; seq > 0; seq -= 1) transport.send(lane, hint(`job-${seq}`, seq));
    await transport.flush([lane]);
    expect([transport.unsent(lane), transport.outstanding(lane)]).toEqual([0, 12]);
    const first = await transport.receive(lane, shortPoll);
    const second = await transport.receive(lane, shortPoll);
    expect([first.length, second.length]).toEqual([10, 2]);
    for (const { hint, receiveCount, sentAtMs, receivedAtMs } of [...first, ...second]) {
      expect(hint).toEqual({ jobId: `job-${hint.seq}`, atMs: 1_700_000_000_000, seq: hint.seq });
      expect(receiveCount).toBe(1);
      expect(Math.abs(sentAtMs - receivedAtMs)).toBeLessThan(10_000);
    }
    const sequences = first.map(({ hint }) => hint.seq);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(new Set([...jobIds(first), ...jobIds(second)]).size).toBe(12);
    expect(transport.outstanding(lane)).toBe(0);
  });

  test('the queue has 14 days of retention', async () => {
    transport.send(lane, hint('a'));
    const { handle } = await receiveOne();
    const command = new GetQueueAttributesCommand({ QueueUrl: handle.queueUrl, AttributeNames: ['All'] });
    const { Attributes } = await sqs.client.send(command);
    expect(Attributes).toMatchObject({ MessageRetentionPeriod: '1209600', VisibilityTimeout: '30' });
  });

  test('lanes of one queue do not mix', async () => {
    const high = { ...lane, lane: '090' };
    transport.send(lane, hint('normal'));
    transport.send(high, hint('high'));
    await transport.flush([lane, high]);
    expect(jobIds(await transport.receive(high, shortPoll))).toEqual(['high']);
    expect(jobIds(await transport.receive(lane, shortPoll))).toEqual(['normal']);
  });

  test('a hint due in 1.9 s is not shown for a second', async () => {
    const dueMs = Date.now() + 1_900;
    transport.send(lane, { ...hint('a'), dueMs });
    await transport.flush([lane]);
    expect(await transport.receive(lane, shortPoll)).toEqual([]);
    const received = await receiveOne();
    expect(received.hint.dueMs).toBe(dueMs);
    expect(received.receivedAtMs).toBeGreaterThan(dueMs - 1_000);
  });

  test('released: shown again at once, counted as the second receive', async () => {
    transport.send(lane, hint('a'));
    transport.release((await receiveOne()).handle);
    expect(await receiveOne()).toMatchObject({ hint: { jobId: 'a' }, receiveCount: 2 });
  });

  test('hidden: back after its seconds', async () => {
    transport.send(lane, hint('a'));
    const { handle, receivedAtMs } = await receiveOne();
    expect(transport.hide(handle, 1)).toBe(1);
    const again = await receiveOne();
    expect(again.receivedAtMs - receivedAtMs).toBeGreaterThan(900);
  });

  test('done: gone for good, also where the receipt has expired', async () => {
    transport.send(lane, hint('a'));
    const { handle } = await receiveOne();
    transport.done(handle);
    await expect.poll(() => stateOf(`ojs-q${number}`)?.inflight.length).toBe(0);
    transport.release(handle);
    expect(await transport.receive(lane, { ...shortPoll, waitSeconds: 1 })).toEqual([]);
  });

  test('a stranger’s message is deleted, not shown', async () => {
    transport.send(lane, hint('a'));
    transport.done((await receiveOne()).handle);
    sqs.server.sendMessage(`ojs-q${number}`, '{"order":7}');
    expect(await transport.receive(lane, shortPoll)).toEqual([]);
    await expect.poll(() => stateOf(`ojs-q${number}`)).toEqual({ ready: [], delayed: [], inflight: [] });
  });

  test('a signal ends a long poll', async () => {
    const controller = new AbortController();
    const received = transport.receive(lane, { ...longPoll, waitSeconds: 20, signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(received).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a long poll that is open sees what is sent', async () => {
    const received = transport.receive(lane, { ...longPoll, waitSeconds: 20 });
    transport.send(lane, hint('a'));
    expect(jobIds(await received)).toEqual(['a']);
    await transport.flush([lane]);
    expect(transport.outstanding(lane)).toBe(0);
  });

  test('a queue deleted behind our back is made again by the next send', async () => {
    transport.send(lane, hint('a'));
    await transport.flush([lane]);
    sqs.server.deleteQueue(`ojs-q${number}`);
    transport.send(lane, hint('b'));
    await expect.poll(() => transport.unsent(lane)).toBe(0);
    expect(jobIds([await receiveOne()])).toEqual(['b']);
  });

  test('a receive from a queue that is gone rejects once, the next one makes it again', async () => {
    expect(await transport.receive(lane, shortPoll)).toEqual([]);
    sqs.server.deleteQueue(`ojs-q${number}`);
    await expect(transport.receive(lane, shortPoll)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    expect(await transport.receive(lane, shortPoll)).toEqual([]);
  });

  test('close sends and deletes what still waits', async () => {
    transport.send(lane, hint('a'));
    transport.done((await receiveOne()).handle);
    transport.send(lane, hint('b'));
    await transport.close(2_000);
    const state = stateOf(`ojs-q${number}`);
    expect([state?.ready.length, state?.inflight.length]).toEqual([1, 0]);
  });
});

describe('an SQS that does not answer', () => {
  /** Waits a hundredth of what it is told. */
  const hasty: Clock = {
    now: () => Date.now(),
    after: (delayMs, task) => systemClock.after(delayMs / 100, task),
  };

  /** A server that takes connections and says nothing. */
  async function silentServer(onConnection: () => void) {
    const server = createServer((socket) => {
      onConnection();
      socket.on('error', () => {}).resume();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    const stop = () => new Promise((stopped) => server.close(stopped));
    return { client: clientOf(address.port), stop };
  }

  test('a call is given up after its deadline and made again', async () => {
    let connections = 0;
    const { client, stop } = await silentServer(() => {
      connections += 1;
    });
    const stuck = standardTransport(client, { ...options, clock: hasty });
    stuck.send(lane, hint('a'));
    await expect.poll(() => connections).toBeGreaterThan(1);
    expect(stuck.unsent(lane)).toBe(1);
    await stuck.close(1_000);
    client.destroy();
    await stop();
  });

  test('an SQS that is not there: receive rejects, send does not', async () => {
    const { client, stop } = await silentServer(() => {});
    await stop();
    const lost = standardTransport(client, options);
    lost.send(lane, hint('a'));
    await lost.flush([lane]);
    expect(lost.unsent(lane)).toBe(1);
    await expect(lost.receive(lane, shortPoll)).rejects.toThrow('ECONNREFUSED');
    await lost.close(0);
    client.destroy();
  });
});
