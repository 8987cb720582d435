import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { laneBuffer } from '../../../src/transport/lane-buffer.ts';
import { lanePoll } from '../../../src/transport/lane-poll.ts';
import type { ReceivedHint, ReceiveOptions, Transport } from '../../../src/transport/transport.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const lane = { queue: 'q', lane: '100' };
const SECOND = 1_000;

/** A lane of an SQS queue that stays empty, or shows first what `shown` says, receive by receive. */
function emptyLane(shown: ReceivedHint[][] = []) {
  const clock = fakeClock();
  const lengths: number[] = [];
  let away = false;
  const transport = {
    receive: (_lane: unknown, { waitSeconds }: ReceiveOptions) => {
      lengths.push(waitSeconds);
      if (away) return Promise.reject(new Error('away'));
      const some = shown.shift();
      if (some) return Promise.resolve(some);
      return new Promise<[]>((resolve) => clock.after(waitSeconds * SECOND, () => resolve([])));
    },
    release: () => undefined,
  };
  const all = transport as Partial<Transport> as Transport;
  const buffer = laneBuffer(lane, all, clock);
  const poll = lanePoll(
    buffer,
    all,
    clock,
    pino({ level: 'silent' }),
    () => true,
    () => undefined,
  );
  const fail = () => {
    away = true;
  };
  return { clock, lengths, buffer, poll, fail };
}

describe('the poll of a lane takes hints from other servers, so it goes on about as long as fetches come (DESIGN 12, 15)', () => {
  it('one second after a fetch that does not wait', async () => {
    const { clock, lengths, poll } = emptyLane();
    poll.demand(clock.now());
    await clock.pass(60 * SECOND);
    expect(lengths).toEqual([1]);
  });

  it('as long as a fetch waits', async () => {
    const { clock, lengths, poll, buffer } = emptyLane();
    buffer.onArrival(() => undefined);
    poll.demand(clock.now() + 15 * SECOND);
    await clock.pass(14 * SECOND);
    expect(lengths).toEqual([15]);
  });

  it('longer and longer while fetches keep coming: 6 receives in 40 s, not 40', async () => {
    const { clock, lengths, poll } = emptyLane();
    for (let n = 0; n < 80; n += 1) {
      poll.demand(clock.now());
      await clock.pass(SECOND / 2);
    }
    expect(lengths.slice(0, 6)).toEqual([1, 2, 4, 8, 16, 20]);
  });

  it('opens again for a fetch that began to wait while it was about to end', async () => {
    const { clock, lengths, poll, buffer } = emptyLane();
    poll.demand(clock.now());
    await clock.pass(SECOND - 1);
    buffer.onArrival(() => undefined);
    await clock.pass(1);
    expect(lengths.length).toBe(2);
  });
});

describe('what SQS has shown (DESIGN 14): a hint sent before that is not waited for any more', () => {
  it('nothing before the first receive; then all that was there when a receive began', async () => {
    const { clock, poll } = emptyLane();
    expect(poll.shownUpTo()).toBe(0);
    const begunAt = clock.now();
    await Promise.all([poll.shortPoll(), clock.pass(1)]);
    await clock.pass(SECOND);
    expect(poll.shownUpTo()).toBe(begunAt);
  });

  it('everything while a long poll waits', async () => {
    const { clock, poll } = emptyLane();
    poll.demand(clock.now());
    await clock.pass(SECOND / 2);
    expect(poll.shownUpTo()).toBe(clock.now());
  });
});

describe('after a receive that brought something SQS may have more (DESIGN 14): it shows ten at a time', () => {
  const ten = Array.from({ length: 10 }, (_, n) => ({
    hint: { jobId: `job-${n}`, atMs: 1, seq: n },
    handle: { lane, queueUrl: 'u', receipt: `r${n}`, receivedAtMs: 0 },
    receiveCount: 1,
    sentAtMs: 0,
    receivedAtMs: 0,
  }));

  it('until a receive brings nothing', async () => {
    const { clock, buffer, poll } = emptyLane([ten]);
    expect(poll.mayHaveMore()).toBe(false);
    poll.demand(clock.now());
    await clock.pass(0);
    buffer.take(10);
    expect(poll.mayHaveMore()).toBe(true);
    await clock.pass(60 * SECOND);
    expect(poll.mayHaveMore()).toBe(true);
    await Promise.all([poll.shortPoll(), clock.pass(1)]);
    expect(poll.mayHaveMore()).toBe(false);
  });

  it('or until a long poll has waited a moment', async () => {
    const { clock, buffer, poll } = emptyLane([ten]);
    poll.demand(clock.now());
    await clock.pass(0);
    buffer.take(10);
    poll.demand(clock.now());
    expect(poll.mayHaveMore()).toBe(true);
    await clock.pass(100);
    expect(poll.mayHaveMore()).toBe(false);
  });

  it('not where SQS cannot be received from: nobody is to wait for it', async () => {
    const { clock, buffer, poll, fail } = emptyLane([ten]);
    poll.demand(clock.now());
    await clock.pass(0);
    buffer.take(10);
    fail();
    await Promise.all([poll.shortPoll(), clock.pass(1)]);
    expect(poll.mayHaveMore()).toBe(false);
  });
});
