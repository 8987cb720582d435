import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { $add, type FormattedItem, GetItemCommand, QueryCommand, UpdateItemCommand } from 'dynamodb-toolbox';
import type { MemberOutcome } from '../rules/workflow-progress.ts';
import { SHARD_PREFIX, shardOf, shardSort, workflowPartition } from './keys.ts';
import type { TableSchema } from './schema.ts';
import type { Store } from './store.ts';

/**
 * Which jobs of a workflow have ended, in sets of 100 (DESIGN decision 22): to add to a set is the one
 * write that can be repeated without harm. A member stands in `ok` or in `bad`, where it came first.
 */
export interface Shard {
  readonly ok: ReadonlySet<number>;
  readonly bad: ReadonlySet<number>;
}

/** Which set: of members, of the full ones among these, or of callbacks. */
export type ShardName = Parameters<typeof shardSort>[0];

/**
 * Adds a member to a set, unless it stands in the other one. 1 write unit.
 * @param keptUntil ms since 1970; the set is kept at least so long. @returns the set as it is then.
 */
export async function addToShard(
  store: Store,
  workflowId: string,
  name: ShardName,
  member: number,
  outcome: MemberOutcome,
  keptUntil: number,
): Promise<Shard> {
  const added = $add(new Set([member]));
  try {
    const { Attributes } = await store.schema.shard
      .build(UpdateItemCommand)
      .item({
        ...keyOf(workflowId, name),
        ...(outcome === 'ok' ? { ok: added } : { bad: added }),
        ttl: Math.ceil(keptUntil / 1000),
      })
      .options({
        condition: {
          not: outcome === 'ok' ? { attr: 'bad', contains: member } : { attr: 'ok', contains: member },
        },
        returnValues: 'ALL_NEW',
      })
      .send();
    return shardFromItem(Attributes);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return readShard(store, workflowId, name);
  }
}

/** One set as it is now. 1 read unit. */
export async function readShard(store: Store, workflowId: string, name: ShardName): Promise<Shard> {
  const { Item } = await store.schema.shard
    .build(GetItemCommand)
    .key(keyOf(workflowId, name))
    .options({ consistent: true })
    .send();
  return shardFromItem(Item);
}

/** All sets of members, by their number; one without entries may be missing. 1 read unit a 4 KB: 13 for 10,000. */
export async function readShards(store: Store, workflowId: string): Promise<ReadonlyMap<number, Shard>> {
  const shards = new Map<number, Shard>();
  let exclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await store.schema.table
      .build(QueryCommand)
      .entities(store.schema.shard)
      .query({ partition: workflowPartition(workflowId), range: { beginsWith: SHARD_PREFIX } })
      .options({ consistent: true, ...(exclusiveStartKey && { exclusiveStartKey }) })
      .send();
    for (const item of Items) {
      const number = shardOf(item.sort);
      if (number !== undefined) shards.set(number, shardFromItem(item));
    }
    exclusiveStartKey = LastEvaluatedKey;
  } while (exclusiveStartKey);
  return shards;
}

function shardFromItem(item: Partial<FormattedItem<TableSchema['shard']>> | undefined): Shard {
  return { ok: item?.ok ?? new Set(), bad: item?.bad ?? new Set() };
}

function keyOf(workflowId: string, name: ShardName): { partition: string; sort: string } {
  return { partition: workflowPartition(workflowId), sort: shardSort(name) };
}
