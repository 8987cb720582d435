import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OjsError } from '../../../src/rules/errors.ts';
import { cursorText, parseCursor } from '../../../src/rules/event-cursor.ts';

const count = fc.nat({ max: 2 ** 40 });
const positions = fc
  .uniqueArray(fc.tuple(fc.stringMatching(/^[A-Za-z0-9_-]{8}$/), fc.tuple(count, count)), {
    selector: ([server]) => server,
    maxLength: 40,
  })
  .map((entries) => new Map(entries));

describe('the cursor of the feed (ojs-events 6.4: opaque)', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), positions, (hour, each) => {
        const text = cursorText({ hour, positions: each });
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(parseCursor(text, hour)).toEqual({ hour, positions: each });
      }),
    );
  });

  const written = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    ['no base64url', 'a+b/c='],
    ['no JSON', Buffer.from('hello').toString('base64url')],
    ['no list', written({ hour: 3 })],
    ['no hour', written([])],
    ['an hour that is no count', written([-1])],
    ['an hour to come', written([102])],
    ['an entry that is no position', written([100, ['server', 1]])],
    ['a server that is none', written([100, ['a server', 1, 0]])],
    ['one server twice', written([100, ['server', 1, 0], ['server', 2, 0]])],
    ['an id of an event', 'evt_019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f'],
    ['something endless', 'A'.repeat(20_000)],
  ])('refuses %s with a 400 that names after', (_what, text) => {
    expect(() => parseCursor(text, 100)).toThrow(OjsError);
    expect(() => parseCursor(text, 100)).toThrow(/^after must be the cursor of an earlier answer/);
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseCursor(text, 100);
        } catch (error) {
          expect(error).toBeInstanceOf(OjsError);
        }
      }),
    );
  });
});
