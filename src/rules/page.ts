import { invalidRequest } from './errors.ts';
import { received } from './received.ts';

/** The part of a list that is asked for, in one of the forms of DECISIONS.md 1.7, "page size". */
export interface PageRequest {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly cursor?: string | undefined;
  readonly page?: number | undefined;
  readonly per_page?: number | undefined;
}

/** One page of a list, and where it stands. */
export interface Page<T> {
  readonly entries: readonly T[];
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
  /** Present where there are more. */
  readonly nextCursor?: string | undefined;
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/**
 * The page of `sorted` that is asked for. A cursor holds the key of the last entry before the page, so
 * that entries which come and go meanwhile move nothing. `sorted` is in the order of its keys.
 * @throws OjsError 400 for a cursor that is none.
 */
export function pageOf<T>(sorted: readonly T[], keyOf: (entry: T) => string, asked: PageRequest): Page<T> {
  const limit = Math.min(asked.limit ?? asked.per_page ?? DEFAULT_LIMIT, MAX_LIMIT);
  const offset = offsetOf(sorted, keyOf, asked, limit);
  const entries = sorted.slice(offset, offset + limit);
  const last = entries.at(-1);
  const more = last !== undefined && offset + entries.length < sorted.length;
  return {
    entries,
    total: sorted.length,
    limit,
    offset,
    ...(more && { nextCursor: Buffer.from(keyOf(last)).toString('base64url') }),
  };
}

function offsetOf<T>(
  sorted: readonly T[],
  keyOf: (entry: T) => string,
  { cursor, offset, page }: PageRequest,
  limit: number,
): number {
  if (cursor !== undefined) {
    const key = keyIn(cursor);
    const next = sorted.findIndex((entry) => keyOf(entry) > key);
    return next < 0 ? sorted.length : next;
  }
  return offset ?? ((page ?? 1) - 1) * limit;
}

function keyIn(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (key !== '' && Buffer.from(key).toString('base64url') === cursor) return key;
  const expected = 'the next_cursor of an earlier answer';
  throw invalidRequest(`cursor must be ${expected}; received ${received(cursor)}.`, {
    field: 'cursor',
    expected,
    received: received(cursor),
  });
}
