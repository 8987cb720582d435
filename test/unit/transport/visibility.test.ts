import { QueueDoesNotExist } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { visibilityChanges } from '../../../src/transport/visibility.ts';
import { warnSeldom } from '../../../src/transport/warn-seldom.ts';
import { fakeClock, settled } from '../../support/fake-clock.ts';
import { type Answer, memoryLog, type SqsCall, scriptedSqs } from './scripted-sqs.ts';

const HOUR = 3_600;

interface Entry {
  readonly Id: string;
  readonly ReceiptHandle: string;
  readonly VisibilityTimeout?: number;
}

const entriesOf = (call: SqsCall) => call.input.Entries as Entry[];

function settling(answer: Answer = () => ({})) {
  const clock = fakeClock();
  const { log, warnings } = memoryLog();
  const { client, calls } = scriptedSqs(answer);
  const visibility = visibilityChanges(client, { clock, warn: warnSeldom(log, clock) });
  const handle = (receipt: string, queueUrl = 'http://sqs/ojs-email') => ({
    lane: { queue: 'email', lane: '100' },
    queueUrl,
    receipt,
    receivedAtMs: clock.now(),
  });
  /** Command, receipt and seconds of every entry sent. */
  const sent = () =>
    calls.flatMap((call) =>
      entriesOf(call).map(({ ReceiptHandle, VisibilityTimeout }) =>
        call.command === 'DeleteMessageBatchCommand'
          ? [ReceiptHandle, 'deleted']
          : [ReceiptHandle, VisibilityTimeout],
      ),
    );
  return { visibility, clock, calls, sent, warnings, handle };
}

function outage(): never {
  throw new Error('connect ECONNREFUSED');
}

describe('batches (SQS, DeleteMessageBatch and ChangeMessageVisibilityBatch)', () => {
  test('what is asked within 50 ms goes out together, ten in a call', async () => {
    const { visibility, clock, calls, handle } = settling();
    for (let number = 0; number < 12; number += 1) visibility.done(handle(`gone-${number}`));
    for (let number = 0; number < 3; number += 1) visibility.release(handle(`back-${number}`));
    await clock.pass(49);
    expect(calls).toHaveLength(0);
    await clock.pass(1);
    expect(calls.map((call) => [call.command, entriesOf(call).length])).toEqual([
      ['DeleteMessageBatchCommand', 10],
      ['DeleteMessageBatchCommand', 2],
      ['ChangeMessageVisibilityBatchCommand', 3],
    ]);
  });

  test('250 deletions take 25 calls, at most 10 of them at once', async () => {
    const answers: (() => void)[] = [];
    const { visibility, clock, calls, handle } = settling(
      () => new Promise((resolve) => answers.push(() => resolve({}))),
    );
    for (let number = 0; number < 250; number += 1) visibility.done(handle(`gone-${number}`));
    await clock.pass(50);
    for (const upTo of [10, 20, 25]) {
      expect(calls).toHaveLength(upTo);
      for (const answer of answers.splice(0)) answer();
      await clock.pass(50);
    }
    expect(new Set(calls.flatMap(entriesOf).map(({ ReceiptHandle }) => ReceiptHandle)).size).toBe(250);
  });

  test('each queue has calls of its own', async () => {
    const { visibility, clock, calls, handle } = settling();
    visibility.done(handle('a', 'http://sqs/one'));
    visibility.done(handle('b', 'http://sqs/two'));
    await clock.pass(50);
    expect(calls.map(({ input }) => input.QueueUrl)).toEqual(['http://sqs/one', 'http://sqs/two']);
  });
});

describe('hide, release, done', () => {
  test('the last word on a message counts', async () => {
    const { visibility, clock, sent, handle } = settling();
    const message = handle('a');
    visibility.release(message);
    visibility.hide(message, 20);
    await clock.pass(50);
    expect(sent()).toEqual([['a', 20]]);
  });

  test('done is final', async () => {
    const { visibility, clock, sent, handle } = settling();
    const message = handle('a');
    visibility.done(message);
    visibility.release(message);
    visibility.hide(message, 20);
    await clock.pass(50);
    expect(sent()).toEqual([['a', 'deleted']]);
  });

  test('the seconds count from the call, not from when they are sent', async () => {
    let away = true;
    const { visibility, clock, sent, handle } = settling(() => (away ? outage() : {}));
    visibility.hide(handle('a'), 100);
    await clock.pass(50);
    away = false;
    await clock.pass(5_000);
    expect(sent()).toEqual([
      ['a', 100],
      ['a', 100],
    ]);
    visibility.hide(handle('b'), 100);
    away = true;
    await clock.pass(1_500);
    expect(sent().at(-1)).toEqual(['b', 99]);
  });

  test('SQS’s wall: 12 h in all from the receive, less a minute', async () => {
    const { visibility, clock, sent, handle } = settling();
    const message = handle('a');
    expect(visibility.hide(message, 24 * HOUR)).toBe(12 * HOUR - 60);
    await clock.pass(50);
    await clock.pass(11 * HOUR * 1_000 - 50);
    expect(visibility.hide(message, 2 * HOUR)).toBe(HOUR - 60);
    await clock.pass(50);
    expect(sent()).toEqual([
      ['a', 12 * HOUR - 60],
      ['a', HOUR - 60],
    ]);
    await clock.pass(HOUR * 1_000);
    expect(visibility.hide(message, 30)).toBe(0);
    await clock.pass(50);
    expect(sent()).toHaveLength(2);
  });
});

describe('failures: nothing is thrown', () => {
  test('only refused entries are tried again, a few times, then let lapse', async () => {
    const { visibility, clock, calls, warnings, handle } = settling((call) => ({
      Failed: entriesOf(call)
        .filter(({ ReceiptHandle }) => ReceiptHandle === 'b')
        .map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
    }));
    for (const receipt of ['a', 'b', 'c']) visibility.done(handle(receipt));
    await clock.pass(60_000);
    const receipts = calls.map((call) => entriesOf(call).map(({ ReceiptHandle }) => ReceiptHandle));
    expect(receipts).toEqual([['a', 'b', 'c'], ['b'], ['b'], ['b'], ['b']]);
    expect(warnings.length).toBeGreaterThan(0);
  });

  test('an expired receipt is ignored in silence', async () => {
    const { visibility, clock, calls, warnings, handle } = settling((call) => ({
      Failed: entriesOf(call).map(({ Id }) => ({ Id, Code: 'ReceiptHandleIsInvalid', SenderFault: true })),
    }));
    visibility.release(handle('a'));
    await clock.pass(60_000);
    expect(calls).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  test('a queue that is gone took its messages along', async () => {
    const { visibility, clock, calls, warnings, handle } = settling(() => {
      throw new QueueDoesNotExist({ message: 'gone', $metadata: {} });
    });
    visibility.done(handle('a'));
    await clock.pass(60_000);
    expect(calls).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  test('a newer word overtakes one that failed, but not a deletion', async () => {
    let away = true;
    const answers: (() => void)[] = [];
    const { visibility, clock, sent, handle } = settling(async () => {
      if (away) await new Promise<void>((resolve) => answers.push(resolve));
      return away ? outage() : {};
    });
    const [hidden, deleted] = [handle('hidden'), handle('deleted')];
    visibility.hide(hidden, 100);
    visibility.done(deleted);
    await clock.pass(50);
    visibility.release(hidden);
    visibility.release(deleted);
    for (const answer of answers.splice(0)) answer();
    await settled();
    away = false;
    await clock.pass(1_000);
    expect(sent().slice(2)).toEqual([
      ['deleted', 'deleted'],
      ['hidden', 0],
    ]);
  });

  test('what is asked during an outage does not shorten the pause', async () => {
    const rounds = new Set<number>();
    const { visibility, clock, handle } = settling(() => {
      rounds.add(clock.now());
      return new Promise(
        (_resolve, reject) => void clock.after(100, () => reject(new Error('slow and down'))),
      );
    });
    for (let ms = 0; ms < 10_000; ms += 10) {
      visibility.done(handle(`gone-${ms}`));
      await clock.pass(10);
    }
    expect(rounds.size).toBeLessThan(8);
  });

  test('beyond 20,000 changes of a queue, further messages are let lapse', async () => {
    let away = true;
    const { visibility, clock, calls, handle } = settling(() => (away ? new Promise(() => {}) : {}));
    for (let number = 0; number < 20_005; number += 1) visibility.done(handle(`gone-${number}`));
    away = false;
    await clock.pass(60_000);
    expect(calls.flatMap(entriesOf)).toHaveLength(20_000);
  });
});

describe('close', () => {
  test('sends what waits, then takes nothing more', async () => {
    const { visibility, clock, sent, handle } = settling();
    visibility.done(handle('a'));
    await visibility.close(1_000);
    visibility.done(handle('b'));
    await clock.pass(1_000);
    expect(sent()).toEqual([['a', 'deleted']]);
  });

  test('tries again until its time is over', async () => {
    const { visibility, clock, calls, handle } = settling(outage);
    visibility.done(handle('a'));
    const closed = visibility.close(500);
    await clock.pass(500);
    await closed;
    expect(calls).toHaveLength(2);
    await clock.pass(60_000);
    expect(calls).toHaveLength(2);
  });

  test('does not try again what fails after its time', async () => {
    const answers: (() => void)[] = [];
    const { visibility, clock, calls, handle } = settling(
      () => new Promise((_resolve, reject) => answers.push(() => reject(new Error('too late')))),
    );
    visibility.done(handle('a'));
    const closed = visibility.close(500);
    await clock.pass(500);
    await closed;
    for (const answer of answers) answer();
    await clock.pass(60_000);
    expect(calls).toHaveLength(1);
  });

  test('has nothing to wait for where nothing waits', async () => {
    const { visibility, calls } = settling();
    await visibility.close(1_000);
    expect(calls).toEqual([]);
  });
});
