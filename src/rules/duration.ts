/** The longest duration accepted, in ms: 36,500 days. */
export const MAX_DURATION_MS = 36_500 * 86_400_000;

/** What `parseDuration` takes, for messages. */
export const DURATION_FORM =
  'an ISO 8601 duration in weeks, days, hours, minutes and seconds such as "PT30S", "PT0.5S" or "P1DT12H", at most 36500 days';

const DURATION = /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$/;

/**
 * The length in whole ms of an ISO 8601 duration (ojs-retry, section 4), or undefined where the text
 * is none or is longer than `MAX_DURATION_MS`. Years and months have no fixed length and are refused
 * (DECISIONS.md section 6). What is finer than a millisecond is rounded up.
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (!match) return undefined;
  const at = (index: number) => Number(match[index] ?? 0);
  const hours = (at(1) * 7 + at(2)) * 24 + at(3);
  const ms = (hours * 60 + at(4)) * 60_000 + at(5) * 1000 + fractionMs(match[6] ?? '');
  return ms <= MAX_DURATION_MS ? ms : undefined;
}

/** The shortest text of days, hours, minutes and seconds for a length in whole ms, 0 or more. */
export function formatDuration(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  const hours = Math.floor(ms / 3_600_000) % 24;
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = (ms % 60_000) / 1000;
  const time = part(hours, 'H') + part(minutes, 'M') + part(seconds, 'S');
  return ms === 0 ? 'PT0S' : `P${part(days, 'D')}${time && `T${time}`}`;
}

function part(value: number, unit: string): string {
  return value > 0 ? `${value}${unit}` : '';
}

/** Counted in digits, since 0.1 + 0.2 style sums of doubles would round the wrong way. */
function fractionMs(digits: string): number {
  const finer = /[1-9]/.test(digits.slice(3));
  return Number(digits.slice(0, 3).padEnd(3, '0')) + (finer ? 1 : 0);
}
