import { describe, expect, it } from 'vitest';
import { openJobs } from '../../../src/background/open-jobs.ts';
import { headOf, leaseOf } from '../rules/head-of.ts';

const MINUTE = 60_000;

function jobs() {
  let now = 1_000_000;
  return {
    known: openJobs(() => now, 'me'),
    pass(ms: number) {
      now += ms;
      return now;
    },
  };
}

describe('what a server knows of the open jobs of a queue (DESIGN 13)', () => {
  it('a job is known until its moment, and then due once', () => {
    const { known, pass } = jobs();
    known.know('a', 1_000_500);
    expect([known.isKnown('a'), known.takeDue()]).toEqual([true, []]);
    pass(500);
    expect([known.isKnown('a'), known.takeDue(), known.takeDue()]).toEqual([false, ['a'], []]);
  });

  it('a job that this server gives back before the frontier is due at once, one behind it is met by its place', () => {
    const { known } = jobs();
    const head = headOf();
    known.told(head);
    expect(known.takeDue()).toEqual([]);
    known.advance(head.place?.order ?? '');
    known.told(head);
    expect(known.takeDue()).toEqual([head.id]);
  });

  it('one that is claimed here is known until its lease ends, one that has ended not at all', () => {
    const { known, pass } = jobs();
    const head = headOf({ state: 'active', attempt: 1, lease: leaseOf({ promisedAt: 1_002_000 }) });
    known.advance(head.place?.order ?? '');
    known.told(head);
    expect(known.isKnown(head.id)).toBe(true);
    pass(2_000);
    expect(known.takeDue()).toEqual([head.id]);
    known.told(head);
    known.told({ ...head, state: 'completed' });
    expect(known.takeDue()).toEqual([]);
  });

  it('one that was found to have ended is not read again', () => {
    const { known, pass } = jobs();
    known.know('a', 1_000_500);
    pass(500);
    known.forget('a');
    expect([known.isKnown('a'), known.takeDue()]).toEqual([false, []]);
  });

  it('the frontier only goes on, and begins anew after 10 minutes, for what was missed behind it', () => {
    const { known, pass } = jobs();
    known.advance('100#2');
    known.advance('100#1');
    expect(known.frontier('100')).toBe('100#2');
    pass(10 * MINUTE);
    expect(known.frontier('100')).toBeUndefined();
  });

  it('each lane has a frontier of its own (DESIGN 14)', () => {
    const { known } = jobs();
    const at = (lane: string, id: string) =>
      headOf({ id, place: { partition: 'O#q#0', order: `${lane}#00000000000002#0000001#me` } });
    known.advance('100#00000000000005');
    known.advance('090#00000000000001');
    expect([known.frontier('090'), known.frontier('100'), known.frontier('110')]).toEqual([
      '090#00000000000001',
      '100#00000000000005',
      undefined,
    ]);
    known.told(at('100', 'behind'));
    known.told(at('090', 'not yet there'));
    known.told(at('110', 'of a lane not read yet'));
    expect(known.takeDue()).toEqual(['behind']);
  });
});
