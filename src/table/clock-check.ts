import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';

/** A clock may be off by this much before it is said; leases of other servers allow for 500 ms. */
const TOLERATED_MS = 250;
/** The Date header of an answer counts whole seconds. */
const DATE_STEP_MS = 1_000;
/** Said at most this often. */
const REMIND_MS = 60_000;

/**
 * Compares this machine's clock with the Date of DynamoDB's answers and warns where they differ by
 * more than 250 ms: servers whose clocks differ by more than 500 ms may hold a job twice (DESIGN
 * decision 7).
 */
export function watchClock(client: DynamoDBClient, clock: Clock, log: Log): void {
  let warnedAt = Number.NEGATIVE_INFINITY;
  client.middlewareStack.add(
    (next) => async (args) => {
      const sentAt = clock.now();
      const answer = await next(args);
      const off = skewMs(dateOf(answer.response), sentAt, clock.now());
      if (Math.abs(off) > TOLERATED_MS && clock.now() - warnedAt > REMIND_MS) {
        warnedAt = clock.now();
        log.warn({ off_ms: off }, "This machine's clock differs from DynamoDB's; set it by NTP.");
      }
      return answer;
    },
    { step: 'deserialize', priority: 'low', name: 'watchClock' },
  );
}

/**
 * By how much, at least, the local clock is ahead (positive) or behind in ms, given that the answer
 * was made between `sentAt` and `receivedAt` and its Date is cut to whole seconds.
 */
export function skewMs(date: string | undefined, sentAt: number, receivedAt: number): number {
  const atMs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(atMs)) return 0;
  if (sentAt > atMs + DATE_STEP_MS) return sentAt - (atMs + DATE_STEP_MS);
  return receivedAt < atMs ? receivedAt - atMs : 0;
}

/** The Date header of an HTTP answer, as the SDK's middleware sees it. */
function dateOf(response: unknown): string | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined;
  return typeof headers.date === 'string' ? headers.date : undefined;
}
