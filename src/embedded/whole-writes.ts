import db from 'dynalite/db/index.js';

/**
 * Makes every write of dynalite whole. By itself it writes index entries and item one after the other,
 * so kill -9 leaves jobs that no index names, for ever: 1 or 2 at each kill under load. Here what the
 * indexes need waits for the item's own write, and all go down in one LevelDB batch.
 */
export function writeWhole(): void {
  db.updateIndexes = (store, table, existing, item, callback) => {
    const subject = item ?? existing;
    if (subject) {
      const waiting = joinItemWrites(store, table.TableName);
      waiting.set(db.createKey(subject, table), indexWrites(table, existing, item));
    }
    callback();
  };
}

/** What waits for the write of an item, by the item's key. dynalite locks the key meanwhile. */
type Waiting = Map<string, readonly db.Write[]>;
const waitingOf = new WeakMap<db.ItemDb, Waiting>();

function joinItemWrites(store: db.Store, tableName: string): Waiting {
  const items = store.getItemDb(tableName);
  const known = waitingOf.get(items);
  if (known) return known;
  const waiting: Waiting = new Map();
  waitingOf.set(items, waiting);
  const write = (itemWrite: db.Write, callback: db.Callback) => {
    const joined = waiting.get(itemWrite.key) ?? [];
    waiting.delete(itemWrite.key);
    store.db.batch([...joined, { ...itemWrite, key: `item-${tableName}~${itemWrite.key}` }], callback);
  };
  items.put = (key, value, callback) => write({ type: 'put', key, value }, callback);
  items.del = (key, callback) => write({ type: 'del', key }, callback);
  return waiting;
}

function indexWrites(
  table: db.Table,
  existing: db.Item | null | undefined,
  item: db.Item | null | undefined,
): readonly db.Write[] {
  const kinds = [
    ['local', table.LocalSecondaryIndexes ?? []],
    ['global', table.GlobalSecondaryIndexes ?? []],
  ] as const;
  return kinds.flatMap(([kind, indexes]) => {
    const { puts, deletes } = db.getIndexActions(indexes, existing, item, table);
    const keyOf = (entry: { index: string; key: string }) =>
      `index-${kind}~${table.TableName}~${entry.index}~${entry.key}`;
    return [
      ...deletes.map((entry): db.Write => ({ type: 'del', key: keyOf(entry) })),
      ...puts.map((entry): db.Write => ({ type: 'put', key: keyOf(entry), value: entry.item })),
    ];
  });
}
