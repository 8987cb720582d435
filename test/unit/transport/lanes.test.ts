import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { openLanes } from '../../../src/transport/lanes.ts';
import { type Lane, laneKey, type ReceiveOptions, type Transport } from '../../../src/transport/transport.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const SECOND = 1_000;
const laneOf = (lane: string): Lane => ({ queue: 'q', lane });
const [high, low, unhinted] = [laneOf('090'), laneOf('100'), laneOf('095')];

/** Lanes over an SQS that has nothing, of which one lane has no queue there. */
function setting() {
  const clock = fakeClock();
  const receives: { readonly lane: string; readonly waitSeconds: number }[] = [];
  const out = new Map<string, number>();
  const given: string[] = [];
  const inner: Partial<Transport> = {
    receive: ({ lane }: Lane, { waitSeconds }: ReceiveOptions) => {
      receives.push({ lane, waitSeconds });
      return new Promise((resolve) => clock.after(waitSeconds * SECOND, () => resolve([])));
    },
    send: () => undefined,
    release: ({ receipt }) => void given.push(receipt),
    flush: async () => undefined,
    unsent: () => 0,
    outstanding: (lane) => (out.has(laneKey(lane)) ? 1 : 0),
    newestOutstanding: (lane) => out.get(laneKey(lane)) ?? 0,
  };
  const queues = { hasQueue: ({ lane }: Lane) => lane !== unhinted.lane, enter: async () => true };
  const lanes = openLanes(inner as Transport, queues, clock, pino({ level: 'silent' }));
  const hint = (lane: Lane, jobId = 'a') => ({
    lane,
    hint: { jobId, atMs: 1, seq: 1 },
    receiveCount: 0,
  });
  return { clock, lanes, receives, hint, given, sent: (lane: Lane) => out.set(laneKey(lane), clock.now()) };
}

describe("this server's own hint of a lane is waited for while SQS may still show it (DESIGN 14)", () => {
  it('from when it is sent until SQS has been asked long enough since', async () => {
    const { clock, lanes, sent } = setting();
    lanes.ask([high]);
    await clock.pass(SECOND);
    expect(lanes.coming(high)).toBe(false);
    sent(high);
    await clock.pass(SECOND);
    // Nobody has asked for it yet.
    expect(lanes.coming(high)).toBe(true);
    lanes.ask([high]);
    await clock.pass(100);
    expect(lanes.coming(high)).toBe(false);
  });

  it('one that is sent while the poll is open: a moment, then another server has it', async () => {
    const { clock, lanes, sent } = setting();
    lanes.ask([high]);
    await clock.pass(SECOND / 2);
    sent(high);
    expect(lanes.coming(high)).toBe(true);
    await clock.pass(250);
    expect(lanes.coming(high)).toBe(false);
  });

  it('so is one that was at hand and has gone back, since nobody took it', async () => {
    const { clock, lanes, hint, given } = setting();
    lanes.ask([high]);
    await clock.pass(100);
    lanes.ready({ ...hint(high), handle: { lane: high, queueUrl: 'u', receipt: 'r', receivedAtMs: 0 } });
    expect(lanes.coming(high)).toBe(false);
    await clock.pass(SECOND);
    expect([lanes.size(high), given.length, lanes.coming(high)]).toEqual([0, 1, true]);
    lanes.ask([high]);
    await clock.pass(250);
    expect(lanes.coming(high)).toBe(false);
  });

  it('a refill waits for that one as long, so that who asks again does not ask in vain', async () => {
    const { clock, lanes, hint } = setting();
    lanes.ask([high]);
    lanes.ready({ ...hint(high), handle: { lane: high, queueUrl: 'u', receipt: 'r', receivedAtMs: 0 } });
    await clock.pass(SECOND / 2);
    lanes.ask([high]);
    await clock.pass(SECOND / 2);
    let over = false;
    void lanes.refill([high], SECOND).then(() => {
      over = true;
    });
    await clock.pass(249);
    expect([over, lanes.coming(high)]).toEqual([false, true]);
    await clock.pass(1);
    expect([over, lanes.coming(high)]).toEqual([true, false]);
  });
});

describe('a lane of which SQS has not been asked may have hints of other servers (DESIGN 14)', () => {
  it('before the first time, and again after two seconds; asked in the open poll it has been all the while', async () => {
    const { clock, lanes } = setting();
    expect(lanes.coming(high)).toBe(true);
    lanes.ask([high]);
    await clock.pass(100);
    expect(lanes.coming(high)).toBe(false);
    // The poll ends after a second.
    await clock.pass(2_900);
    expect(lanes.coming(high)).toBe(false);
    await clock.pass(1);
    expect(lanes.coming(high)).toBe(true);
    for (let fetch = 0; fetch < 20; fetch += 1) {
      lanes.ask([high]);
      await clock.pass(SECOND / 2);
      expect(lanes.coming(high)).toBe(false);
    }
  });
});

describe('a lane without an SQS queue (DESIGN 14)', () => {
  it('is never received from, and has what is put at hand', async () => {
    const { clock, lanes, receives, hint } = setting();
    lanes.ask([unhinted]);
    await lanes.refill([unhinted], SECOND);
    const arrived = lanes.arrival([unhinted], SECOND, new AbortController().signal, clock.now() + SECOND);
    lanes.ready(hint(unhinted));
    await arrived;
    expect([receives, lanes.size(unhinted)]).toEqual([[], 1]);
  });
});

describe('polls of lanes (DESIGN 12)', () => {
  it('a refill asks about every lane, and ends when one of several has a hint', async () => {
    const { clock, lanes, receives, hint, sent } = setting();
    sent(high);
    sent(low);
    let over = false;
    void lanes.refill([high, low], SECOND).then(() => {
      over = true;
    });
    await clock.pass(10);
    expect([receives.map(({ lane }) => lane).sort(), over]).toEqual([['090', '100'], false]);
    lanes.ready(hint(low));
    await clock.pass(1);
    expect(over).toBe(true);
  });

  it('the long poll of a fetch that waits in turns lasts as long as all of them', async () => {
    const { clock, lanes, receives } = setting();
    const { signal } = new AbortController();
    const until = clock.now() + 20 * SECOND;
    for (let turn = 0; turn < 10; turn += 1) {
      const arrived = lanes.arrival([low], SECOND, signal, until);
      await clock.pass(SECOND);
      await arrived;
    }
    expect(receives).toEqual([{ lane: '100', waitSeconds: 20 }]);
  });

  it('where no more than 100 may be open, a lane that is passed over is asked twice a second at most', async () => {
    const { clock, lanes, receives } = setting();
    for (let n = 0; n < 100; n += 1) lanes.ask([{ queue: `q${n}`, lane: '100' }]);
    receives.length = 0;
    for (let fetch = 0; fetch < 9; fetch += 1) {
      lanes.ask([high]);
      await clock.pass(100);
    }
    expect(receives.filter(({ lane }) => lane === high.lane)).toEqual([
      { lane: '090', waitSeconds: 0 },
      { lane: '090', waitSeconds: 0 },
    ]);
  });
});
