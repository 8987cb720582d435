import type { RequestBody } from '../../generated/operations.ts';
import { DURATION_FORM, parseDuration } from '../rules/duration.ts';
import { invalidRequest, tooLarge } from '../rules/errors.ts';
import { NO_TIME_LIMIT_MS } from '../rules/head.ts';
import type { NewJob } from '../rules/job.ts';
import { JsonText, members, objectText } from '../rules/json-text.ts';
import { parseRateLimitPolicy } from '../rules/rate-limit-policy.ts';
import { received } from '../rules/received.ts';
import { parseRetryPolicy } from '../rules/retry-policy.ts';
import { parseTimestamp } from '../rules/timestamp.ts';
import { parseUniquePolicy } from '../rules/unique-policy.ts';

type Envelope = RequestBody<'createJob'>;
type Options = NonNullable<Envelope['options']>;

const MAX_META_BYTES = 65_536;
const EMPTY_OBJECT = new JsonText('{}');
const NAMED_PRIORITIES: Readonly<Record<string, number>> = { high: 10, normal: 0, low: -10 };

/**
 * Options that may stand in `options` or at the top level, each with its other names; never taken for
 * the owner's own attributes.
 */
const OPTION_NAMES = [
  ['queue'],
  ['priority'],
  ['timeout_ms', 'timeout'],
  ['visibility_timeout_ms', 'visibility_timeout'],
  ['scheduled_at', 'delay_until'],
  ['expires_at'],
  ['retry', 'retry_policy'],
  ['unique'],
  ['rate_limit'],
  ['tags'],
  ['metadata'],
  ['pending'],
] as const;

/** Set by the server alone: a client's values are ignored (ojs-core 5; DECISIONS.md 1.1). */
const SYSTEM_NAMES = [
  'specversion',
  'state',
  'attempt',
  'max_attempts',
  'created_at',
  'enqueued_at',
  'started_at',
  'activated_at',
  'completed_at',
  'cancelled_at',
  'discarded_at',
  'next_attempt_at',
  'retry_delay_ms',
  'worker_id',
  'previous_state',
  'result',
  'error',
  'errors',
  'workflow_id',
  'workflow_step',
  'parent_results',
] as const;

/** What a request says of a job itself, but for its id and its owner's own attributes. */
export const JOB_NAMES = ['type', 'args', 'meta', 'schema', 'options', ...OPTION_NAMES.flat()] as const;

const KNOWN: ReadonlySet<string> = new Set<string>(['id', ...JOB_NAMES, ...SYSTEM_NAMES]);

/** An option under all of its names; one that is not known has only its own. */
export function optionNames(name: string): readonly string[] {
  return OPTION_NAMES.find((names) => names.some((each) => each === name)) ?? [name];
}

/**
 * The job that a validated enqueue request asks for: aliases resolved, what `options` says under any
 * name before the top level, policies checked.
 *
 * @param text the body as it arrived; @param now ms since 1970, for relative times.
 * @throws OjsError 400, 413 or 422 naming the field.
 */
export function readEnvelope(envelope: Envelope, text: string, now: number): NewJob {
  const sent = members(text);
  const sentOptions = members(sent.get('options')?.text ?? '{}');
  const options: Options = { ...topLevelOptions(envelope), ...envelope.options };
  const textOf = (...names: string[]): JsonText | undefined =>
    names.map((name) => sentOptions.get(name)).find(isPresent) ??
    names.map((name) => sent.get(name)).find(isPresent);

  const retry = parseRetryPolicy(options.retry ?? options.retry_policy);
  const retryText = textOf('retry', 'retry_policy');
  const uniqueText = textOf('unique');
  const unique = options.unique === undefined ? undefined : parseUniquePolicy(options.unique);
  const scheduledBy = options.scheduled_at === undefined ? 'delay_until' : 'scheduled_at';
  const scheduled = options[scheduledBy];
  const maxPerSecond =
    options.rate_limit === undefined ? undefined : parseRateLimitPolicy(options.rate_limit);
  const extra = extraOf(sent);

  return {
    ...(envelope.id !== undefined && { id: envelope.id }),
    type: envelope.type,
    queue: options.queue ?? 'default',
    priority: priorityOf(options.priority),
    args: sent.get('args') ?? new JsonText('[]'),
    meta: metaOf(textOf('metadata'), sentOptions.get('meta'), sent.get('meta')),
    ...(extra && { extra }),
    ...(scheduled !== undefined && { scheduledAt: parseTimestamp(scheduled, scheduledBy, now) }),
    ...(options.pending === true && { pending: true }),
    ...(options.expires_at !== undefined && {
      expiresAt: parseTimestamp(options.expires_at, 'expires_at', now),
    }),
    ...timeoutOf(options),
    ...visibilityOf(options),
    retry,
    ...(retryText && { retryText }),
    ...(unique && { unique }),
    ...(uniqueText && { uniqueText }),
    ...(maxPerSecond !== undefined && { maxPerSecond }),
    ...(options.tags && { tags: options.tags }),
    ...(envelope.schema !== undefined && { schema: envelope.schema }),
  };
}

/** The options at the top level of which `options` says nothing, by whatever name. */
function topLevelOptions(envelope: Envelope): Options {
  const { options = {} } = envelope;
  const names = OPTION_NAMES.filter((names) => !names.some((name) => Object.hasOwn(options, name))).flat();
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(envelope, name)).map((name) => [name, envelope[name]]),
  );
}

function priorityOf(sent: Options['priority']): number {
  if (typeof sent === 'string') return NAMED_PRIORITIES[sent.toLowerCase()] ?? 0;
  return sent ?? 0;
}

function timeoutOf(options: Options): { timeoutMs?: number } {
  const ms = options.timeout_ms ?? secondsToMs(options.timeout);
  if (ms === undefined) return {};
  return { timeoutMs: ms === 0 ? NO_TIME_LIMIT_MS : ms };
}

function visibilityOf(options: Options): { visibilityTimeoutMs?: number } {
  const { visibility_timeout_ms: ms, visibility_timeout: sent } = options;
  const length = ms ?? (typeof sent === 'string' ? visibilityDuration(sent) : secondsToMs(sent));
  return length === undefined || length === 0 ? {} : { visibilityTimeoutMs: length };
}

/** The pattern of the spec lets a duration through that is longer than any may be. */
function visibilityDuration(sent: string): number {
  const ms = parseDuration(sent);
  if (ms !== undefined) return ms;
  const field = 'visibility_timeout';
  throw invalidRequest(`${field} must be ${DURATION_FORM}; received ${received(sent)}.`, {
    field,
    expected: DURATION_FORM,
    received: received(sent),
  });
}

/** Not rounded to 0, which means another thing than the shortest time. */
function secondsToMs(seconds: number | undefined): number | undefined {
  return seconds ? Math.max(1, Math.round(seconds * 1000)) : seconds;
}

/**
 * `options.metadata`, `options.meta` (ojs-cron 2.2) and `meta` as one: of a key in several of them the
 * last one's value wins (DECISIONS.md 1.1).
 */
function metaOf(...sent: readonly (JsonText | undefined)[]): JsonText {
  const [first = EMPTY_OBJECT, ...more] = sent.filter(isPresent);
  const all = [first, ...more].flatMap(({ text }) => [...members(text)]);
  const merged = more.length > 0 ? objectText(all.reduce(lastWins, new Map())) : first;
  const bytes = Buffer.byteLength(merged.text);
  if (bytes > MAX_META_BYTES) throw tooLarge('meta', bytes, MAX_META_BYTES);
  return merged;
}

function lastWins(merged: Map<string, JsonText>, [name, value]: [string, JsonText]): Map<string, JsonText> {
  return merged.set(name, value);
}

function extraOf(sent: ReadonlyMap<string, JsonText>): JsonText | undefined {
  const own = [...sent].filter(([name]) => !KNOWN.has(name));
  return own.length > 0 ? objectText(own) : undefined;
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
