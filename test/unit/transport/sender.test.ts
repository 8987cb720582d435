import { QueueDoesNotExist } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { settled } from '../../support/fake-clock.ts';
import { email, entriesOf, idsIn, outage, sending, sms } from './sending.ts';

describe('batches (SQS, SendMessageBatch)', () => {
  test('hints of 5 ms go out in one call', async () => {
    const { transport, clock, sends, hint } = sending();
    transport.send(email, hint('a'));
    await clock.pass(4);
    transport.send(email, hint('b'));
    expect(sends()).toHaveLength(0);
    await clock.pass(1);
    expect(sends().map(idsIn)).toEqual([['a', 'b']]);
    expect(transport.unsent(email)).toBe(0);
  });

  test('ten hints go out at once, and never more than ten in a call', async () => {
    const { transport, clock, sends, hint } = sending();
    for (let number = 0; number < 25; number += 1) transport.send(email, hint(`job-${number}`));
    await settled();
    expect(sends().map((call) => idsIn(call).length)).toEqual([10, 10]);
    await clock.pass(5);
    expect(sends().map((call) => idsIn(call).length)).toEqual([10, 10, 5]);
    expect(new Set(sends().flatMap(idsIn)).size).toBe(25);
  });

  test('each lane has calls of its own', async () => {
    const { transport, clock, sends, hint } = sending();
    transport.send(email, hint('a'));
    transport.send(sms, hint('b'));
    await clock.pass(5);
    expect(sends().map((call) => [call.input.QueueUrl, ...idsIn(call)])).toEqual([
      ['http://sqs/ojs-email', 'a'],
      ['http://sqs/ojs-sms', 'b'],
    ]);
  });

  test('at most four calls of a lane are under way; what comes meanwhile follows them', async () => {
    const waiting: (() => void)[] = [];
    const { transport, clock, sends, hint } = sending(
      () => new Promise((resolve) => waiting.push(() => resolve({}))),
    );
    for (let number = 0; number < 60; number += 1) transport.send(email, hint(`job-${number}`));
    await clock.pass(50);
    expect(sends()).toHaveLength(4);
    for (const answer of waiting.splice(0)) answer();
    await clock.pass(50);
    expect(sends()).toHaveLength(6);
    for (const answer of waiting.splice(0)) answer();
    await clock.pass(50);
    expect(transport.unsent(email)).toBe(0);
  });

  test.each([
    ['now', 0, 0],
    ['in the past', -5_000, 0],
    ['in 999 ms', 999, 0],
    ['in 1,999 ms', 1_999, 1],
    ['in 900 s', 900_000, 900],
    ['in an hour', 3_600_000, 900],
  ])('a hint due %s is delayed by whole seconds, rounded down, 900 at most', async (_when, ms, seconds) => {
    const { transport, clock, sends, hint } = sending();
    transport.send(email, hint('a', clock.now() + 5 + ms));
    await clock.pass(5);
    expect(sends().flatMap(entriesOf)[0]?.DelaySeconds).toBe(seconds);
  });
});

describe('failures: nothing is thrown, what SQS did not take is tried again', () => {
  test('only the refused entries of a batch go out again', async () => {
    let calls = 0;
    const { transport, clock, sends, warnings, hint } = sending(() => {
      calls += 1;
      return calls === 1 ? { Failed: [{ Id: '1', Code: 'InternalError', SenderFault: false }] } : {};
    });
    for (const jobId of ['a', 'b', 'c']) transport.send(email, hint(jobId));
    await clock.pass(5);
    expect(transport.unsent(email)).toBe(1);
    await clock.pass(100);
    expect(sends().map(idsIn)).toEqual([['a', 'b', 'c'], ['b']]);
    expect(transport.unsent(email)).toBe(0);
    expect(warnings).toHaveLength(1);
  });

  test('an entry that SQS calls our fault is let go and counted', async () => {
    const { transport, clock, sends, hint } = sending(() => ({
      Failed: [{ Id: '0', Code: 'InvalidMessageContents', SenderFault: true }],
    }));
    transport.send(email, hint('a'));
    await clock.pass(60_000);
    expect(sends()).toHaveLength(1);
    expect([transport.unsent(email), transport.dropped(), transport.outstanding(email)]).toEqual([0, 1, 0]);
  });

  test('while SQS is away one call at a time asks, ever more seldom, and one line a second is logged', async () => {
    let away = true;
    const { transport, clock, sends, warnings, hint } = sending(() => (away ? outage() : {}));
    for (let number = 0; number < 45; number += 1) transport.send(email, hint(`job-${number}`));
    await clock.pass(60_000);
    const asked = sends().length;
    expect(asked).toBeGreaterThan(10);
    expect(asked).toBeLessThan(25);
    expect(warnings.length).toBeLessThanOrEqual(asked - 4);
    expect(transport.unsent(email)).toBe(45);
    away = false;
    await clock.pass(5_000);
    expect(transport.unsent(email)).toBe(0);
    const sent = new Set(sends().slice(asked).flatMap(idsIn));
    expect(sent.size).toBe(45);
  });

  test('sends during an outage do not shorten the pause', async () => {
    const { transport, clock, sends, hint } = sending(outage);
    for (let ms = 0; ms < 3_000; ms += 10) {
      transport.send(email, hint(`job-${ms}`));
      await clock.pass(10);
    }
    expect(sends().length).toBeLessThan(8);
  });

  test('beyond 50,000 unsent hints the oldest of the lane is let go and counted', async () => {
    let away = true;
    const { transport, clock, sends, hint } = sending(() => (away ? outage() : {}));
    for (let number = 0; number < 50_007; number += 1) transport.send(email, hint(`job-${number}`));
    expect(transport.unsent(email)).toBe(50_000);
    expect(transport.dropped()).toBe(7);
    away = false;
    await clock.pass(1_000);
    const first = sends().flatMap(idsIn).slice(0, 60);
    expect(first).toContain('job-60');
    expect(transport.unsent(email)).toBe(0);
  });

  test('a queue that is gone is made again at the next use', async () => {
    let gone = true;
    const { transport, clock, calls, hint } = sending(() => {
      if (!gone) return {};
      gone = false;
      throw new QueueDoesNotExist({ message: 'gone', $metadata: {} });
    });
    transport.send(email, hint('a'));
    await clock.pass(200);
    expect(calls.map(({ command }) => command)).toEqual([
      'CreateQueueCommand',
      'SendMessageBatchCommand',
      'CreateQueueCommand',
      'SendMessageBatchCommand',
    ]);
    expect(transport.unsent(email)).toBe(0);
  });
});

describe('outstanding', () => {
  test('counts what is sent undelayed, for 2 s', async () => {
    const { transport, clock, hint } = sending();
    transport.send(email, hint('a'));
    transport.send(email, hint('b'));
    transport.send(email, hint('later', clock.now() + 60_000));
    await clock.pass(5);
    expect([transport.outstanding(email), transport.outstanding(sms)]).toEqual([2, 0]);
    await clock.pass(2_000);
    expect(transport.outstanding(email)).toBe(0);
  });

  test('does not count what SQS did not take', async () => {
    const { transport, clock, hint } = sending(outage);
    transport.send(email, hint('a'));
    await clock.pass(5);
    expect([transport.unsent(email), transport.outstanding(email)]).toEqual([1, 0]);
  });
});
