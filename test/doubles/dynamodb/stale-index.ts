import { compare, entryOf, type Item, identity, pick, type TableShape } from './items.ts';
import { type KeyCondition, meets } from './key-condition.ts';

/** The parts of a Query or Scan of an index that decide what a page holds. */
export interface IndexRead extends KeyCondition {
  readonly TableName: string;
  readonly IndexName: string;
  readonly FilterExpression?: string;
  readonly Limit?: number;
  readonly ScanIndexForward?: boolean;
  readonly ExclusiveStartKey?: Item;
}

export interface IndexPage {
  readonly Items?: readonly Item[];
  readonly LastEvaluatedKey?: Item;
}

/** A write that indexes do not show yet: the item as it was before. */
export interface Unseen {
  readonly key: Item;
  readonly before: Item | undefined;
}

/**
 * The page of an index as it was before the unseen writes, the oldest first: what came since is left
 * out, what went or moved since stands where it stood. Undefined where the page is the same.
 */
export function stalePage(
  page: IndexPage,
  read: IndexRead,
  shape: TableShape,
  unseen: readonly Unseen[],
): (IndexPage & { readonly Count: number }) | undefined {
  const index = shape.indexes.get(read.IndexName);
  if (!index) return undefined;
  const { Items = [], LastEvaluatedKey } = page;
  const before = new Map<string, Item | undefined>();
  for (const { key, before: item } of unseen) {
    const id = identity(key, shape.keys);
    if (!before.has(id)) before.set(id, entryOf(item, index));
  }
  const isStale = (entry: Item) => {
    const id = identity(entry, shape.keys);
    return before.has(id) && identity(before.get(id), index.keys) !== identity(entry, index.keys);
  };
  const fresh = Items.filter((entry) => !isStale(entry));
  const present = new Set(fresh.map((entry) => identity(entry, shape.keys)));

  const order = index.keys[1];
  const direction = read.ScanIndexForward === false ? -1 : 1;
  const byOrder = (a: Item, b: Item) => (order ? direction * compare(a[order], b[order]) : 0);
  const belongs = (entry: Item) =>
    read.FilterExpression === undefined &&
    meets(entry, read) &&
    (read.ExclusiveStartKey === undefined || byOrder(entry, read.ExclusiveStartKey) > 0) &&
    (LastEvaluatedKey === undefined || byOrder(entry, LastEvaluatedKey) <= 0);
  const stale = [...before]
    .filter(([id]) => !present.has(id))
    .flatMap(([, entry]) => (entry && belongs(entry) ? [entry] : []));

  if (fresh.length === Items.length && stale.length === 0) return undefined;
  const all = [...fresh, ...stale];
  if (read.KeyConditionExpression !== undefined) all.sort(byOrder);
  const kept = all.slice(0, read.Limit);
  const last = kept.at(-1);
  const cut = kept.length < all.length && last;
  return {
    Items: kept,
    Count: kept.length,
    ...(cut
      ? { LastEvaluatedKey: pick(last, [...shape.keys, ...index.keys]) }
      : LastEvaluatedKey && { LastEvaluatedKey }),
  };
}
