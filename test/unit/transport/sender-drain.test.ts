import { describe, expect, test } from 'vitest';
import { settled } from '../../support/fake-clock.ts';
import { email, idsIn, outage, sending, sms } from './sending.ts';

describe('flush', () => {
  /** Whether a promise has come to its end. */
  async function isOver(promise: Promise<void>): Promise<boolean> {
    let over = false;
    void promise.then(() => {
      over = true;
    });
    await settled();
    return over;
  }

  test('sends at once what waits in these lanes, and only there', async () => {
    const { transport, sends, hint } = sending();
    transport.send(email, hint('a'));
    transport.send(sms, hint('b'));
    await transport.flush([email]);
    expect(sends().map(idsIn)).toEqual([['a']]);
    expect([transport.unsent(email), transport.unsent(sms)]).toEqual([0, 1]);
  });

  test('has nothing to wait for where nothing is unsent', async () => {
    const { transport, sends } = sending();
    await transport.flush([email, sms]);
    expect(sends()).toHaveLength(0);
  });

  test('waits for a call that is under way, not for hints that come later', async () => {
    const answers: (() => void)[] = [];
    const { transport, clock, hint } = sending(
      () => new Promise((resolve) => answers.push(() => resolve({}))),
    );
    transport.send(email, hint('a'));
    await clock.pass(5);
    const flushed = transport.flush([email]);
    transport.send(email, hint('b'));
    await clock.pass(5);
    expect(await isOver(flushed)).toBe(false);
    answers[0]?.();
    expect(await isOver(flushed)).toBe(true);
    expect(transport.unsent(email)).toBe(1);
  });

  test('gives up after 1 s and leaves the hints to the batcher', async () => {
    const { transport, clock, hint } = sending(outage);
    transport.send(email, hint('a'));
    const flushed = transport.flush([email]);
    await clock.pass(999);
    expect(await isOver(flushed)).toBe(false);
    await clock.pass(1);
    expect(await isOver(flushed)).toBe(true);
    expect(transport.unsent(email)).toBe(1);
  });
});

describe('close', () => {
  test('sends what waits, then takes nothing more', async () => {
    const { transport, clock, sends, hint } = sending();
    transport.send(email, hint('a'));
    await transport.close(1_000);
    transport.send(email, hint('b'));
    await clock.pass(1_000);
    expect(sends().map(idsIn)).toEqual([['a']]);
  });

  test.each([
    'taken',
    'refused',
  ])('sends nothing after its time, though a late call is %s then', async (end) => {
    const answers: (() => void)[] = [];
    const { transport, clock, sends, hint } = sending(
      () =>
        new Promise((resolve, reject) =>
          answers.push(() => (end === 'taken' ? resolve({}) : reject(new Error('too late')))),
        ),
    );
    for (let number = 0; number < 60; number += 1) transport.send(email, hint(`job-${number}`));
    const closed = transport.close(500);
    await clock.pass(500);
    await closed;
    for (const answer of answers) answer();
    await clock.pass(60_000);
    expect(sends()).toHaveLength(4);
  });

  test('ends after its time though SQS is away, and does not go on trying', async () => {
    const { transport, clock, sends, hint } = sending(outage);
    transport.send(email, hint('a'));
    const closed = transport.close(500);
    await clock.pass(500);
    await closed;
    const asked = sends().length;
    expect(asked).toBeGreaterThan(0);
    await clock.pass(60_000);
    expect(sends()).toHaveLength(asked);
  });
});
