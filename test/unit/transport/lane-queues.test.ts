import { describe, expect, it, vi } from 'vitest';
import { type LaneQueues, throughLaneQueues } from '../../../src/transport/lane-queues.ts';
import { type Lane, laneKey, type Transport } from '../../../src/transport/transport.ts';
import { fakeClock, settled } from '../../support/fake-clock.ts';

const lane = { queue: 'q', lane: '090' };
const hint = (jobId: string) => ({ jobId, atMs: 1, seq: 1 });

/** A transport that records, and queues of which nothing is known until `answer` says it. */
function setting(known: Record<string, boolean> = {}) {
  const clock = fakeClock();
  const sent: string[] = [];
  const unhinted: Lane[] = [];
  const warn = vi.fn();
  const answers: { resolve(has: boolean): void; reject(error: Error): void }[] = [];
  const inner: Partial<Transport> = {
    send: (_lane, { jobId }) => void sent.push(jobId),
    unsent: () => 0,
    dropped: () => 0,
    flush: async () => undefined,
    close: async () => undefined,
  };
  const queues: LaneQueues = {
    hasQueue: (of) => known[laneKey(of)],
    enter: (of) =>
      new Promise((resolve, reject) => {
        answers.push({
          resolve(has) {
            known[laneKey(of)] = has;
            resolve(has);
          },
          reject,
        });
      }),
  };
  const log = { debug: warn, info: warn, warn, error: warn };
  const transport = throughLaneQueues(inner as Transport, queues, {
    clock,
    log,
    unhinted: (of) => unhinted.push(of),
  });
  return { transport, clock, sent, unhinted, warn, answers };
}

describe('a lane has its SQS queue before its first hint is sent, behind the answer (DESIGN 14)', () => {
  it('hints wait until it is entered, in their order, and count as unsent', async () => {
    const { transport, sent, answers } = setting();
    for (const id of ['a', 'b']) transport.send(lane, hint(id));
    expect([sent, transport.unsent(lane), answers.length]).toEqual([[], 2, 1]);
    answers[0]?.resolve(true);
    await settled();
    transport.send(lane, hint('c'));
    expect([sent, transport.unsent(lane), answers.length]).toEqual([['a', 'b', 'c'], 0, 1]);
  });

  it('a flush waits for it, a second at most', async () => {
    const { transport, clock, answers } = setting();
    transport.send(lane, hint('a'));
    const flushed = vi.fn();
    void transport.flush([lane]).then(flushed);
    await clock.pass(999);
    expect(flushed).not.toHaveBeenCalled();
    await clock.pass(1);
    expect(flushed).toHaveBeenCalled();
    const again = vi.fn();
    void transport.flush([lane]).then(again);
    answers[0]?.resolve(true);
    await settled();
    expect(again).toHaveBeenCalled();
  });

  it('one without a queue gets no hint, and who serves it is told of each', async () => {
    const { transport, sent, unhinted, answers } = setting();
    transport.send(lane, hint('a'));
    answers[0]?.resolve(false);
    await settled();
    transport.send(lane, hint('b'));
    expect([sent, unhinted]).toEqual([[], [lane, lane]]);
  });

  it('where the table does not answer, its hints wait, and it is asked again after a second', async () => {
    const { transport, clock, sent, warn, answers } = setting();
    transport.send(lane, hint('a'));
    answers[0]?.reject(new Error('away'));
    await clock.pass(999);
    expect([sent, warn.mock.calls.length, transport.unsent(lane), answers.length]).toEqual([[], 1, 1, 1]);
    transport.send(lane, hint('b'));
    await clock.pass(1);
    answers[1]?.resolve(true);
    await settled();
    expect([sent, transport.unsent(lane)]).toEqual([['a', 'b'], 0]);
  });

  it('a batch of more than 1,000 jobs loses none of its hints', async () => {
    const { transport, sent, answers } = setting();
    const ids = Array.from({ length: 1_001 }, (_, n) => `job-${n}`);
    for (const id of ids) transport.send(lane, hint(id));
    answers[0]?.resolve(true);
    await settled();
    expect(sent).toEqual(ids);
    expect(transport.dropped()).toBe(0);
  });

  it('beyond 50,000 waiting hints, of all lanes together, the next is let go, counted and warned of', async () => {
    const { transport, sent, warn, answers } = setting();
    const other = { ...lane, lane: '080' };
    for (let n = 0; n < 25_000; n += 1) for (const of of [lane, other]) transport.send(of, hint(`job-${n}`));
    expect([transport.dropped(), warn.mock.calls.length]).toEqual([0, 0]);
    transport.send(lane, hint('one too many'));
    expect([transport.dropped(), warn.mock.calls.length]).toEqual([1, 1]);
    for (const { resolve } of answers) resolve(true);
    await settled();
    expect(sent.length).toBe(50_000);
    // There is room again.
    transport.send({ ...lane, lane: '070' }, hint('later'));
    expect(transport.dropped()).toBe(1);
  });

  it('the end waits for it', async () => {
    const { transport, sent, answers } = setting();
    transport.send(lane, hint('a'));
    const closed = vi.fn();
    void transport.close(500).then(closed);
    await settled();
    expect(closed).not.toHaveBeenCalled();
    answers[0]?.resolve(true);
    await settled();
    expect([sent, closed.mock.calls.length]).toEqual([['a'], 1]);
  });

  it('at the end a lane that the table did not take is tried once more, and let go', async () => {
    const { transport, sent, answers } = setting();
    transport.send(lane, hint('a'));
    answers[0]?.reject(new Error('away'));
    await settled();
    const closed = vi.fn();
    void transport.close(500).then(closed);
    await settled();
    answers[1]?.reject(new Error('away'));
    await settled();
    expect([sent, answers.length, closed.mock.calls.length]).toEqual([[], 2, 1]);
  });
});
