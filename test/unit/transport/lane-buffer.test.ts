import { describe, expect, it, vi } from 'vitest';
import { laneBuffer } from '../../../src/transport/lane-buffer.ts';
import type { HintHandle, Transport } from '../../../src/transport/transport.ts';

const lane = { queue: 'q', lane: '100' };
const handle = (receipt: string): HintHandle => ({ lane, queueUrl: 'u', receipt, receivedAtMs: 0 });
const hint = (jobId: string, atMs = 1, seq = 1) => ({ jobId, atMs, seq });

function buffer() {
  const timers: (() => void)[] = [];
  const transport = { release: vi.fn(), send: vi.fn() };
  let nowMs = 0;
  const clock = {
    now: () => nowMs,
    after(_delayMs: number, task: () => void) {
      timers.push(task);
      return () => undefined;
    },
  };
  const lanes = laneBuffer(lane, transport as Partial<Transport> as Transport, clock);
  return {
    lanes,
    transport,
    pass: (ms: number) => {
      nowMs += ms;
      for (const task of timers.splice(0)) task();
    },
    passKeptTime: () => {
      for (const task of timers.splice(0)) task();
    },
  };
}

describe('the hints of a lane at hand (DESIGN 12)', () => {
  it('come out oldest first, whatever order they went in', () => {
    const { lanes } = buffer();
    for (const each of [hint('c', 2, 1), hint('b', 1, 2), hint('a', 1, 1)])
      lanes.add({ lane, hint: each, receiveCount: 1 });
    expect(lanes.take(9).map((held) => held.hint.jobId)).toEqual(['a', 'b', 'c']);
  });

  it('go to SQS when nobody takes them: the message back, or a new one where there is none', () => {
    const { lanes, transport, passKeptTime } = buffer();
    lanes.add({ lane, hint: hint('a'), handle: handle('r1'), receiveCount: 1 });
    lanes.add({ lane, hint: hint('b'), receiveCount: 0 });
    passKeptTime();
    expect(transport.release.mock.calls).toEqual([[handle('r1')]]);
    expect(transport.send.mock.calls).toEqual([[lane, hint('b')]]);
  });

  it('are kept while their queue has no room and fetches ask, but not longer than SQS surely hides them (DESIGN 14)', () => {
    const { lanes, transport, pass } = buffer();
    lanes.add({ lane, hint: hint('a'), handle: handle('r1'), receiveCount: 1 });
    for (let second = 1; second <= 14; second += 1) {
      lanes.keep(second * 1_000 + 1_500);
      pass(1_000);
      expect(lanes.size(), `second ${second}`).toBe(1);
    }
    lanes.keep(16_500);
    pass(1_000);
    expect(lanes.size()).toBe(0);
    expect(transport.release.mock.calls).toEqual([[handle('r1')]]);
  });

  it('go back when nobody asks any more', () => {
    const { lanes, transport, pass } = buffer();
    lanes.keep(2_500);
    lanes.add({ lane, hint: hint('a'), handle: handle('r1'), receiveCount: 1 });
    pass(1_000);
    expect(lanes.size()).toBe(1);
    pass(1_500);
    expect(transport.release).toHaveBeenCalledTimes(1);
  });

  it('without a message stay at hand for a while beside the one that is sent, to be read first: SQS may lose it (DESIGN 1)', () => {
    const { lanes, transport, passKeptTime } = buffer();
    lanes.add({ lane, hint: hint('a'), handle: handle('r1'), receiveCount: 1 });
    lanes.add({ lane, hint: hint('b'), receiveCount: 0 });
    passKeptTime();
    expect(lanes.size()).toBe(1);
    passKeptTime();
    expect(lanes.size()).toBe(0);
    expect(transport.send).toHaveBeenCalledTimes(1);
    lanes.add({ lane, hint: hint('b'), receiveCount: 0 });
    passKeptTime();
    expect(lanes.take(9)).toEqual([{ lane, hint: hint('b'), receiveCount: 2 }]);
  });

  it('of two for one job the one that SQS has shown last counts, since only its receipt can give it back', () => {
    const { lanes, transport, passKeptTime } = buffer();
    lanes.add({ lane, hint: hint('a'), handle: handle('old'), receiveCount: 2 });
    lanes.receive([
      { hint: hint('a'), handle: handle('new'), receiveCount: 3, sentAtMs: 0, receivedAtMs: 0 },
    ]);
    expect(lanes.size()).toBe(1);
    passKeptTime();
    expect(transport.release.mock.calls).toEqual([[handle('new')]]);
  });

  it('one that this server knows by itself adds nothing to one of SQS', () => {
    const { lanes } = buffer();
    lanes.add({ lane, hint: hint('a'), handle: handle('r1'), receiveCount: 1 });
    lanes.add({ lane, hint: hint('a'), receiveCount: 2 });
    expect(lanes.take(9)).toEqual([{ lane, hint: hint('a'), handle: handle('r1'), receiveCount: 1 }]);
  });

  it("taken ones are nobody's to hand over", () => {
    const { lanes, transport, passKeptTime } = buffer();
    lanes.add({ lane, hint: hint('a'), handle: handle('r1'), receiveCount: 1 });
    lanes.take(1);
    passKeptTime();
    expect(transport.release).not.toHaveBeenCalled();
  });
});
