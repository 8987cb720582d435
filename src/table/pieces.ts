import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { PutItemCommand } from 'dynamodb-toolbox';
import type { PieceReference } from '../rules/head.ts';
import { jobPartition, KEYS_OF_A_BATCH, pieceSort } from './keys.ts';
import { KEYS } from './schema.ts';
import type { Store } from './store.ts';

/** Body, result or errors (README.md, "pieces"). */
export type PieceKind = 'B' | 'R' | 'E';

/** Bytes of text in one piece; AWS takes items of at most 400 KB. */
const PIECE_BYTES = 350 * 1024;
/** AWS answers at most 16 MB to one BatchGetItem. */
const PIECES_OF_A_BATCH = Math.min(KEYS_OF_A_BATCH, 40);

/**
 * Writes `text` under `nonce` and answers how to find it again. Unconditional: nobody else writes
 * under this nonce, and doing it twice changes nothing. Costs its size in KB, once.
 *
 * @param ttl when the table may delete them, in s since 1970.
 */
export async function putPieces(
  store: Store,
  id: string,
  kind: PieceKind,
  nonce: string,
  text: string,
  ttl: number,
): Promise<PieceReference> {
  const parts = partsOf(text);
  await Promise.all(
    parts.map((part, index) =>
      store.schema.piece
        .build(PutItemCommand)
        .item({ partition: jobPartition(id), sort: pieceSort(kind, nonce, index), text: part, ttl })
        .send(),
    ),
  );
  return { nonce, count: parts.length };
}

/**
 * The text that `putPieces` wrote.
 * @throws where a piece is missing: the head names it, so that is a fault of the store.
 */
export async function readPieces(
  store: Store,
  id: string,
  kind: PieceKind,
  reference: PieceReference,
): Promise<string> {
  const text = await findPieces(store, id, kind, reference);
  if (text === undefined) {
    const sort = pieceSort(kind, reference.nonce, 0);
    throw new Error(`Job ${id} names the piece ${sort}, of which not all is in the table.`);
  }
  return text;
}

/** The same of a job that may be on its way out of the table: undefined where a piece is missing. */
export async function findPieces(
  store: Store,
  id: string,
  kind: PieceKind,
  { nonce, count }: PieceReference,
): Promise<string | undefined> {
  const name = store.schema.table.getName();
  const sorts = Array.from({ length: count }, (_, index) => pieceSort(kind, nonce, index));
  const found = new Map<string, string>();
  let wanted = sorts;
  while (wanted.length > 0) {
    const Keys = wanted
      .slice(0, PIECES_OF_A_BATCH)
      .map((sort) => ({ [KEYS.pk]: jobPartition(id), [KEYS.sk]: sort }));
    const { Responses, UnprocessedKeys } = await store.client.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[name] ?? []) found.set(String(item[KEYS.sk]), String(item.v));
    const left = UnprocessedKeys?.[name]?.Keys ?? [];
    wanted = [...wanted.slice(PIECES_OF_A_BATCH), ...left.map((key) => String(key[KEYS.sk]))];
  }
  return found.size < count ? undefined : sorts.map((sort) => found.get(sort)).join('');
}

/** Cuts between characters, so that every part is valid UTF-8 of at most `PIECE_BYTES`. */
function partsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const parts: string[] = [];
  let start = 0;
  while (start < bytes.length) {
    let end = Math.min(start + PIECE_BYTES, bytes.length);
    while (end < bytes.length && isContinuation(bytes[end])) end -= 1;
    parts.push(bytes.toString('utf8', start, end));
    start = end;
  }
  return parts;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
