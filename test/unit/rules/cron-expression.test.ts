import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/rules/cron-expression.ts';
import { OjsError } from '../../../src/rules/errors.ts';
import { wallClock } from '../../../src/rules/time-zone.ts';

function refusalOf(action: () => unknown): OjsError {
  try {
    action();
  } catch (error) {
    if (error instanceof OjsError) return error;
  }
  throw new Error('Nothing was refused.');
}

describe('ojs-cron 3.1 to 3.4: what an expression may hold', () => {
  it.each([
    ['* * * * *', '* * * * *'],
    ['*/15 0-23/2 1,15 * MON-FRI', '*/15 0-23/2 1,15 * MON-FRI'],
    ['0 30 9 * jan-Mar sun', '0 30 9 * JAN-MAR SUN'],
    ['0 0 L * *', '0 0 L * *'],
    ['0 0 15W * *', '0 0 15W * *'],
    ['0 0 1,15W,L * *', '0 0 1,15W,L * *'],
    ['0 0 * * 5#3', '0 0 * * 5#3'],
    ['0 0 * * friL', '0 0 * * FRIL'],
    ['0 0 * * 7', '0 0 * * 7'],
    ['0 0 * * 5-7', '0 0 * * 5-7'],
    ['0 0 * * fri-sun', '0 0 * * FRI-SUN'],
    ['  01\t2 3 4 5 ', '01 2 3 4 5'],
    ['0 0 31 * *', '0 0 31 * *'],
  ])('%s', (expression, pattern) => {
    expect(parseExpression(expression)).toEqual({ kind: 'calendar', pattern });
  });

  it.each([
    ['@yearly', '0 0 1 1 *'],
    ['@annually', '0 0 1 1 *'],
    ['@monthly', '0 0 1 * *'],
    ['@weekly', '0 0 * * 0'],
    ['@daily', '0 0 * * *'],
    ['@midnight', '0 0 * * *'],
    ['@hourly', '0 * * * *'],
  ])('%s is %s (ojs-cron 4)', (expression, pattern) => {
    expect(parseExpression(expression)).toEqual({ kind: 'calendar', pattern });
  });

  it.each([
    ['@every 30m', 1_800_000],
    ['@every 1h30m', 5_400_000],
    ['@every 2h45m30s', 9_930_000],
    ['@every 500ms', 500],
    ['@every 1.5h', 5_400_000],
    ['@every  45s', 45_000],
  ])('%s is %i ms (ojs-cron 4.1)', (expression, everyMs) => {
    expect(parseExpression(expression)).toEqual({ kind: 'interval', everyMs });
  });
});

describe('ojs-cron 3.5: what is refused with 400, and why', () => {
  it.each([
    ['', /0 fields/],
    ['not a valid cron', /4 fields/],
    ['* * * *', /4 fields/],
    ['0 0 0 0 0 0 0', /7 fields/],
    ['99 25 32 13 8', /minute has 99; its values are 0 to 59/],
    ['0 25 * * *', /hour has 25/],
    ['0 0 32 * *', /day of month has 32/],
    ['0 0 0 * *', /day of month has 0/],
    ['0 0 * 13 *', /month has 13/],
    ['0 0 * 0 *', /month has 0/],
    ['0 0 * * 8', /day of week has 8/],
    ['60 0 0 * * *', /second has 60/],
    ['*/0 * * * *', /minute has the step '0'/],
    ['1-10/0 * * * *', /step '0'/],
    ['*/90 * * * *', /more than it has values/],
    ['30-10 * * * *', /ends before it begins/],
    ['0 0 * DEC-JAN *', /ends before it begins/],
    ['0 0 * * FRI-MON', /ends before it begins/],
    ['1-5-6 * * * *', /no value of it/],
    ['1,,2 * * * *', /no value of it/],
    ['5/15 * * * *', /a step follows/],
    ['*/5/2 * * * *', /more than one step/],
    ['? * * * *', /no value of it/],
    ['H * * * *', /no value of it/],
    ['-5 * * * *', /no value of it/],
    ['1.5 * * * *', /no value of it/],
    ['0 0 * MON *', /no value of it/],
    ['0 0 * * JAN', /no value of it/],
    ['0 0 * * +5', /no value of it/],
    ['0 0 * * 5#6', /no value of it/],
    ['0 0 * * 5#L', /no value of it/],
    ['0 0 32W * *', /no value of it/],
    ['0 0 1-5W * *', /no value of it/],
    ['0 L * * *', /no value of it/],
    ['@fortnightly', /no such shorthand/],
    ['@every', /no such shorthand/],
    ['@every 1d', /h, m, s and ms/],
    ['@every -5s', /h, m, s and ms/],
    ['@every PT5S', /h, m, s and ms/],
    ['@every 0s', /500 ms or more/],
    ['@every 499ms', /500 ms or more/],
    ['@every 9999999h', /36500 days or less/],
    [`${'1,'.repeat(200)}1 * * * *`, /256 characters/],
    ['@constructor', /no such shorthand/],
  ])('%s', (expression, why) => {
    const refusal = refusalOf(() => parseExpression(expression));
    expect(refusal).toMatchObject({ status: 400, code: 'invalid_request', details: { field: 'expression' } });
    expect(refusal.message).toMatch(why);
  });
});

describe('ojs-cron 5.1: zones are IANA names', () => {
  it.each([
    'UTC',
    'Etc/UTC',
    'America/New_York',
    'America/Argentina/Buenos_Aires',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'Australia/Lord_Howe',
    'US/Eastern',
  ])('%s', (zone) => {
    expect(() => wallClock(zone)).not.toThrow();
  });

  it.each([
    'EST',
    'PST',
    'CST6CDT',
    'est',
    'GMT',
    'Zulu',
    '+05:00',
    '-08:00',
    'UTC+5',
    'Z',
    '',
    'Mars/Olympus',
    'America/Nowhere',
    'Europe/',
    `A/${'b'.repeat(70)}`,
  ])("'%s' is none", (zone) => {
    const refusal = refusalOf(() => wallClock(zone));
    expect(refusal).toMatchObject({ status: 400, code: 'invalid_request', details: { field: 'timezone' } });
    expect(refusal.message).toContain('Europe/Berlin');
  });
});
