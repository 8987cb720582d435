import { type Head, hasEnded, type PieceReference } from '../rules/head.ts';
import { writeJson } from '../rules/json-text.ts';
import { companionsTtl } from '../rules/retention.ts';
import { errorsFromText, headToItem } from './head-item.ts';
import { itemBytes } from './item-size.ts';
import { pieceSort } from './keys.ts';
import { findPieces, type PieceKind, putPieces, readPieces } from './pieces.ts';
import type { Store } from './store.ts';

/**
 * Keeps heads within 1 KB, the size of one write unit: what has no room is put into pieces before
 * the head that names them is written (DESIGN decision 4).
 */

const HEAD_BYTES = 1024;
/** What claim and ack add to a head: times of the lease, server, a worker id of 36 characters; `ttl`. */
const CLAIM_BYTES = 130;
/** A result up to this size takes the room of the lease and the index keys that the ack removes. */
const INLINE_RESULT_BYTES = 128;
/** What the write that ends a job adds: `ttl`, in seconds. */
const TTL_BYTES = 10;
/** The standard asks for the last 10 errors; a piece holds one or more. */
const ERROR_PIECES_KEPT = 20;

/** `head` with its body inside where it fits, else in pieces. For the put that makes the head. */
export async function placeBody(store: Store, head: Head, body: string): Promise<Head> {
  const inside: Head = { ...head, body };
  if (itemBytes(headToItem(inside)) + CLAIM_BYTES <= HEAD_BYTES) return inside;
  const ttl = companionsTtl(store.retention, head, store.clock.now());
  const { count } = await putPieces(store, head.id, 'B', head.nonce, body, ttl);
  return { ...head, bodyPieces: count, companionsTtl: ttl };
}

/** The text of the job's body, wherever it lies. */
export async function readBody(store: Store, head: Head): Promise<string> {
  if (head.bodyPieces === undefined) return head.body ?? '{}';
  return readPieces(store, head.id, 'B', { nonce: head.nonce, count: head.bodyPieces });
}

/** Where the result of an ack is kept. `token` is the token of the ack's write. */
export async function placeResult(
  store: Store,
  id: string,
  result: string | undefined,
  token: string,
): Promise<{ readonly text?: string | undefined } | { readonly pieces: PieceReference }> {
  if (result === undefined || Buffer.byteLength(result) <= INLINE_RESULT_BYTES) return { text: result };
  const now = store.clock.now();
  const ending = { state: 'completed', endedAt: now, createdAt: now } as const;
  const ttl = companionsTtl(store.retention, ending, now);
  return { pieces: await putPieces(store, id, 'R', token, result, ttl) };
}

/** The result's JSON text, wherever it lies; undefined where there is none. */
export async function readResult(store: Store, head: Head): Promise<string | undefined> {
  return head.resultPieces ? readPieces(store, head.id, 'R', head.resultPieces) : head.result;
}

/** The same of a job that is not read by its own id: where the table has deleted its pieces first, none. */
export async function findResult(store: Store, head: Head): Promise<string | undefined> {
  return head.resultPieces ? findPieces(store, head.id, 'R', head.resultPieces) : head.result;
}

/** Whether anything of the job lies in pieces. */
export function hasPieces({ bodyPieces, resultPieces, errorPieces }: Head): boolean {
  return bodyPieces !== undefined || resultPieces !== undefined || errorPieces.length > 0;
}

/** Sort keys of all pieces that the head names. */
export function pieceSorts(head: Head): string[] {
  const { nonce, bodyPieces: count = 0, resultPieces } = head;
  const sortsOf = (kind: PieceKind, reference: PieceReference) =>
    Array.from({ length: reference.count }, (_, index) => pieceSort(kind, reference.nonce, index));
  return [
    ...sortsOf('B', { nonce, count }),
    ...(resultPieces ? sortsOf('R', resultPieces) : []),
    ...head.errorPieces.flatMap((text) => sortsOf('E', errorPiece(text))),
  ];
}

/** `head` with its errors moved into a piece where they make it too large. */
export async function placeErrors(store: Store, head: Head, token: string): Promise<Head> {
  const bytes = itemBytes(headToItem(head)) + (hasEnded(head) ? TTL_BYTES : 0);
  if (head.errors.length === 0 || bytes <= HEAD_BYTES) return head;
  const ttl = companionsTtl(store.retention, head, store.clock.now());
  const { nonce, count } = await putPieces(store, head.id, 'E', token, writeJson(head.errors), ttl);
  const errorPieces = [...head.errorPieces, `${nonce}:${count}`].slice(-ERROR_PIECES_KEPT);
  // What is kept the least long counts, and the lock was there before.
  const others = hasPieces(head) || head.uniqueKey !== undefined;
  return { ...head, errors: [], errorPieces, ...(!others && { companionsTtl: ttl }) };
}

/** All failures that are kept, oldest first. */
export async function readErrors(store: Store, head: Head) {
  const texts = await Promise.all(
    head.errorPieces.map((text) => readPieces(store, head.id, 'E', errorPiece(text))),
  );
  return [...texts.flatMap(errorsFromText), ...head.errors];
}

/** What `placeErrors` wrote of one piece. */
function errorPiece(text: string): PieceReference {
  const [nonce = '', count] = text.split(':');
  return { nonce, count: Number(count) };
}
