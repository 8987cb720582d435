import { describe, expect, it } from 'vitest';
import {
  type Cron,
  type CronDefinition,
  changed,
  decided,
  LIVE_KEPT,
  registered,
  severalWereMissed,
  ticked,
} from '../../../src/rules/cron.ts';
import { tickJobId } from '../../../src/rules/cron-schedule.ts';

const NOW = Date.parse('2026-06-01T12:00:30Z');
const MINUTE = 60_000;
const NEXT = Date.parse('2026-06-01T12:01:00Z');

function cronOf(changes: Partial<CronDefinition & Pick<Cron, 'live'>> = {}): Cron {
  const definition: CronDefinition = {
    expression: '* * * * *',
    zone: 'UTC',
    overlap: 'skip',
    template: '{"type":"a","args":[]}',
    enabled: true,
    ...changes,
  };
  return { ...registered('nightly', definition, 'server.1', NOW), live: changes.live ?? [] };
}

describe('ojs-cron 2.2 and 8: registered and changed', () => {
  it('has its first tick from the start, and none while disabled', () => {
    expect(cronOf()).toMatchObject({ nextRunAt: NEXT, runCount: 0, createdAt: NOW, token: 'server.1' });
    expect(cronOf({ enabled: false }).nextRunAt).toBeUndefined();
  });

  it('a bad expression or zone is refused, also of a disabled one', () => {
    expect(() => cronOf({ expression: '* * *', enabled: false })).toThrow(/expression/);
    expect(() => changed(cronOf(), { zone: 'EST' }, NOW)).toThrow(/timezone/);
  });

  it('a new schedule, and enabling, count from now; anything else leaves the next tick alone', () => {
    const later = NOW + 10 * MINUTE;
    const cron = cronOf();
    expect(changed(cron, { description: 'x', overlap: 'allow', enabled: true }, later).nextRunAt).toBe(NEXT);
    expect(changed(cron, { expression: '0 * * * *' }, later).nextRunAt).toBe(
      Date.parse('2026-06-01T13:00:00Z'),
    );
    expect(changed(cron, { zone: 'Asia/Kolkata' }, later).nextRunAt).toBe(NEXT + 10 * MINUTE);
    const off = changed(cron, { enabled: false }, later);
    expect(off.nextRunAt).toBeUndefined();
    expect(changed(off, { enabled: true }, later).nextRunAt).toBe(NEXT + 10 * MINUTE);
  });
});

describe('ojs-cron 6 and DECISIONS 1.5: what a tick decides', () => {
  const jobId = tickJobId('server.1', 'nightly', NEXT);

  it('with nothing live every policy makes the job of the tick', () => {
    for (const overlap of ['skip', 'allow', 'enqueue', 'cancel_previous'] as const) {
      const cron = decided(cronOf({ overlap }), [], 0, NEXT);
      expect(cron.decision).toEqual({ tick: NEXT, next: NEXT + MINUTE, jobId, cancel: [] });
      expect(cron.live).toEqual([jobId]);
      expect(cron.nextRunAt).toBe(NEXT);
    }
  });

  it('skip: none while one lives; those that have ended are forgotten', () => {
    const cron = decided(cronOf({ live: ['a', 'b'] }), ['b'], 0, NEXT);
    expect(cron.decision).toMatchObject({ jobId: undefined, cancel: [] });
    expect(cron.live).toEqual(['b']);
  });

  it('allow, enqueue: one more', () => {
    for (const overlap of ['allow', 'enqueue'] as const) {
      expect(decided(cronOf({ overlap }), ['b'], 0, NEXT).live).toEqual(['b', jobId]);
    }
  });

  it('cancel_previous: those that live are cancelled', () => {
    const cron = decided(cronOf({ overlap: 'cancel_previous' }), ['a', 'b'], 0, NEXT);
    expect(cron.decision).toMatchObject({ jobId, cancel: ['a', 'b'] });
    expect(cron.live).toEqual([jobId]);
  });

  it(`the last ${LIVE_KEPT} jobs are remembered`, () => {
    const live = Array.from({ length: LIVE_KEPT }, (_, n) => `job-${n}`);
    const cron = decided(cronOf({ overlap: 'allow', live }), live, 0, NEXT);
    expect(cron.live).toHaveLength(LIVE_KEPT);
    expect(cron.live.at(-1)).toBe(jobId);
    expect(cron.live).not.toContain('job-0');
  });
});

describe('ojs-cron 7.3: late and missed ticks', () => {
  const late = NEXT + 5 * MINUTE + 1;

  it('late: the next one is that after the tick, however many are due', () => {
    for (const watchedSince of [0, NEXT - 1, NEXT, NEXT + 1, NEXT + MINUTE]) {
      expect(decided(cronOf(), [], watchedSince, late).decision?.next).toBe(NEXT + MINUTE);
    }
  });

  it('missed: the next one is the first that was watched, also where it is late', () => {
    expect(decided(cronOf(), [], NEXT + MINUTE + 1, late).decision?.next).toBe(NEXT + 2 * MINUTE);
    expect(decided(cronOf(), [], NEXT + 2 * MINUTE, late).decision?.next).toBe(NEXT + 2 * MINUTE);
    expect(decided(cronOf(), [], late, late).decision?.next).toBe(NEXT + 6 * MINUTE);
  });

  it('several were missed from the second unwatched tick on', () => {
    expect(severalWereMissed(cronOf(), NEXT)).toBe(false);
    expect(severalWereMissed(cronOf(), NEXT + MINUTE)).toBe(false);
    expect(severalWereMissed(cronOf(), NEXT + MINUTE + 1)).toBe(true);
    expect(severalWereMissed(cronOf({ enabled: false }), late)).toBe(false);
  });
});

describe('ojs-cron 2.2: after a tick', () => {
  it('a job counts as a run; a skipped tick only moves the cron on', () => {
    const fired = decided(cronOf(), [], 0, NEXT);
    if (!fired.decision) throw new Error('Nothing was decided.');
    const after = ticked(fired, fired.decision);
    expect(after).toMatchObject({ runCount: 1, lastRunAt: NEXT, nextRunAt: NEXT + MINUTE });
    expect(after.decision).toBeUndefined();
    const skipped = decided(after, after.live, 0, NEXT + MINUTE);
    if (!skipped.decision) throw new Error('Nothing was decided.');
    expect(ticked(skipped, skipped.decision)).toMatchObject({
      runCount: 1,
      lastRunAt: NEXT,
      nextRunAt: NEXT + 2 * MINUTE,
    });
  });
});
