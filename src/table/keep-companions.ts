import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateItemCommand } from 'dynamodb-toolbox';
import { type Head, hasEnded } from '../rules/head.ts';
import { companionsTtl, mustRenew } from '../rules/retention.ts';
import { hasPieces, pieceSorts } from './fit-head.ts';
import { jobPartition } from './keys.ts';
import type { Store } from './store.ts';
import { prolongLock } from './unique-lock.ts';

/**
 * Has what hangs on a head, its pieces and while it is open its unique lock, be kept as long as the head
 * that is about to be written needs it (DESIGN decision 4). Costs nothing but seldom: once in 60 days of
 * an open job, and where it ends and is kept longer than what hangs on it; then its size in KB, and for a
 * lock 1 read and 1 write unit.
 *
 * @returns the head that says until when they are kept now.
 */
export async function keepCompanions(store: Store, head: Head): Promise<Head> {
  if (!hasCompanions(head)) return head;
  const now = store.clock.now();
  if (!mustRenew(store.retention, head, now)) return head;
  const ttl = companionsTtl(store.retention, head, now);
  await Promise.all([
    keepPieces(store, head, ttl),
    ...(head.uniqueKey === undefined || hasEnded(head)
      ? []
      : [prolongLock(store, head.uniqueKey, head.nonce, ttl)]),
  ]);
  return { ...head, companionsTtl: ttl };
}

/** Has all pieces of a head kept until `ttl` (s since 1970). 1 write unit a KB. */
export async function keepPieces(store: Store, head: Head, ttl: number): Promise<void> {
  await Promise.all(pieceSorts(head).map((sort) => prolongPiece(store, head.id, sort, ttl)));
}

/** Whether anything hangs on the head that the table would delete by itself. */
export function hasCompanions(head: Head): boolean {
  return hasPieces(head) || (head.uniqueKey !== undefined && !hasEnded(head));
}

/** 1 write unit a KB. One that is gone stays so: its job is being deleted. */
async function prolongPiece(store: Store, id: string, sort: string, ttl: number): Promise<void> {
  try {
    await store.schema.piece
      .build(UpdateItemCommand)
      .item({ partition: jobPartition(id), sort, ttl })
      .options({ condition: { attr: 'text', exists: true } })
      .send();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
