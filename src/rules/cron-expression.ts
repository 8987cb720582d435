import { invalidRequest } from './errors.ts';
import { received } from './received.ts';

/** The calendar of a cron expression: five fields or six, in capitals, checked (ojs-cron 3). */
export interface CalendarExpression {
  readonly kind: 'calendar';
  readonly pattern: string;
}

/** `@every`: so many ms after the registration, then after the last tick (ojs-cron 4.1). */
export interface IntervalExpression {
  readonly kind: 'interval';
  readonly everyMs: number;
}

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names that stand for `from`, `from` + 1 … */
  readonly names?: readonly string[];
  /** Forms that only this field knows, each with what it says. */
  readonly special?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const SUNDAY_AT_THE_END = 7;

const SECOND: Field = { name: 'second', from: 0, to: 59 };
const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31, special: /^(L|([1-9]|[12]\d|3[01])W)$/ },
  { name: 'month', from: 1, to: 12, names: MONTHS },
  {
    name: 'day of week',
    from: 0,
    to: 7,
    names: DAYS,
    special: /^([0-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5])$/,
  },
];

const SHORTHANDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const MAX_CHARACTERS = 256;
/** The finest interval that the standard names. */
const SHORTEST_INTERVAL_MS = 500;
const LONGEST_INTERVAL_MS = 36_500 * 86_400_000;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

const EXPECTED =
  'five cron fields (minute, hour, day of month, month, day of week), six with seconds first, ' +
  '@yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly, or "@every 1h30m"';

/**
 * Reads an expression as its sender wrote it (ojs-cron 3 and 4; DECISIONS.md 6, "Cron"). Stricter
 * than calendar libraries are: nothing that the standard does not name goes through.
 * @throws OjsError 400 that says which field does not hold, and why.
 */
export function parseExpression(expression: string): CalendarExpression | IntervalExpression {
  const refuse = (why: string) => refusal(expression, why);
  if (expression.length > MAX_CHARACTERS) throw refuse(`at most ${MAX_CHARACTERS} characters are accepted`);
  const text = expression.trim();
  const interval = /^@every\s+(\S+)$/.exec(text)?.[1];
  if (interval !== undefined) return { kind: 'interval', everyMs: intervalMs(interval, refuse) };
  const tokens = (SHORTHANDS[text] ?? text).toUpperCase().split(/\s+/);
  if (text.startsWith('@') && !Object.hasOwn(SHORTHANDS, text)) throw refuse('no such shorthand is known');
  if (tokens.length !== 5 && tokens.length !== 6) {
    throw refuse(`it has ${text === '' ? 0 : tokens.length} fields, not 5 or 6`);
  }
  const fields = tokens.length === 6 ? [SECOND, ...FIELDS] : FIELDS;
  for (const [index, field] of fields.entries()) {
    for (const item of (tokens[index] ?? '').split(',')) {
      const why = problem(item, field);
      if (why !== undefined) throw refuse(`${field.name} ${why}`);
    }
  }
  return { kind: 'calendar', pattern: tokens.join(' ') };
}

/** What is wrong with one item of a list, or undefined. */
function problem(item: string, field: Field): string | undefined {
  if (field.special?.test(item)) return undefined;
  const [range = '', step, ...more] = item.split('/');
  const { from, to } = field;
  if (more.length > 0) return `has '${item}', with more than one step`;
  const count = range === '*' ? to - from + 1 : countOf(range, field);
  if (typeof count === 'string') return count;
  if (step === undefined) return undefined;
  if (range !== '*' && !range.includes('-')) return `has '${item}'; a step follows * or a range`;
  if (!/^\d{1,2}$/.test(step) || Number(step) < 1) return `has the step '${step}', not 1 or more`;
  return Number(step) > to - from + 1 ? `has the step ${step}, more than it has values` : undefined;
}

/** How many values a value or a range has, or what is wrong with it. */
function countOf(range: string, field: Field): number | string {
  const ends = range.split('-');
  const [first = '', last] = ends;
  const start = numberOf(first, field, false);
  const end = last === undefined ? start : numberOf(last, field, true);
  if (ends.length > 2 || start === undefined || end === undefined) {
    return `has '${range}', which is no value of it`;
  }
  for (const value of [start, end]) {
    if (value < field.from || value > field.to) {
      return `has ${value}; its values are ${field.from} to ${field.to}`;
    }
  }
  return start > end ? `has the range '${range}', which ends before it begins` : end - start + 1;
}

function numberOf(text: string, { names, from }: Field, endsRange: boolean): number | undefined {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  const at = names?.indexOf(text) ?? -1;
  if (at < 0) return undefined;
  // FRI-SUN goes to the end of the week.
  return names === DAYS && at === 0 && endsRange ? SUNDAY_AT_THE_END : at + from;
}

/** A Go duration of hours, minutes, seconds and milliseconds; finer than a ms is rounded up. */
function intervalMs(text: string, refuse: (why: string) => Error): number {
  if (!/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(text)) {
    throw refuse('@every takes a duration in h, m, s and ms, such as "1h30m" or "500ms"');
  }
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g);
  const ms = Math.ceil(
    [...parts].reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (UNIT_MS[unit] ?? 0), 0),
  );
  if (ms < SHORTEST_INTERVAL_MS) throw refuse(`@every takes ${SHORTEST_INTERVAL_MS} ms or more`);
  if (ms > LONGEST_INTERVAL_MS) throw refuse('@every takes 36500 days or less');
  return ms;
}

/** 400 for an expression, with the reason. */
export function refusal(expression: string, why: string): Error {
  return invalidRequest(
    `expression does not hold: ${why}. It must be ${EXPECTED}; received ${received(expression)}.`,
    { field: 'expression', expected: EXPECTED, received: received(expression) },
  );
}
