import { bodyOf, type Call, type Habit, type Means, type Send, succeeded, withBody } from '../call.ts';
import { type Item, pick, readItem, readShape, type TableShape } from './items.ts';
import { type IndexPage, type IndexRead, stalePage, type Unseen } from './stale-index.ts';

interface Written extends Unseen {
  readonly table: string;
  /** Ms. */
  readonly at: number;
}

interface Write {
  readonly table: string;
  readonly key: Item;
}

interface BatchWrites {
  readonly RequestItems: Readonly<
    Record<string, readonly { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>
  >;
}

/**
 * Global secondary indexes follow their table late: a Query or Scan of an index shows it as it was so
 * many ms ago. What was put is missing, what was deleted or moved is still there.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export function indexLag({ ms }: { readonly ms: number }, { lied, clock }: Means): Habit {
  const shapes = new Map<string, Promise<TableShape | undefined>>();
  let written: readonly Written[] = [];

  function shapeOf(call: Call, table: string, send: Send): Promise<TableShape | undefined> {
    const shape = shapes.get(table) ?? readShape(call, table, send);
    shapes.set(table, shape);
    return shape;
  }

  function forgetSeen(): void {
    written = written.filter(({ at }) => at + ms > clock.now());
  }

  async function write(call: Call, send: Send) {
    const writes = await writesOf(call, (table) => shapeOf(call, table, send));
    const before = await Promise.all(
      writes.map(async ({ table, key }) => ({
        table,
        key,
        before: await readItem(call, table, key, send),
      })),
    );
    const outcome = await send(call);
    if (!succeeded(outcome)) return outcome;
    const at = clock.now();
    forgetSeen();
    written = [...written, ...before.map((each) => ({ ...each, at }))];
    return outcome;
  }

  async function read(call: Call, send: Send) {
    const body = bodyOf<IndexRead>(call);
    const shape = await shapeOf(call, body.TableName, send);
    const outcome = await send(call);
    if (!shape || !succeeded(outcome)) return outcome;
    forgetSeen();
    const unseen = written.filter(({ table }) => table === body.TableName);
    const page = bodyOf<IndexPage>(outcome);
    const stale = stalePage(page, body, shape, unseen);
    if (!stale) return outcome;
    lied();
    const { LastEvaluatedKey: _, ...rest } = page;
    return withBody(outcome, { ...rest, ...stale });
  }

  return (call, send) => {
    switch (call.operation) {
      case 'PutItem':
      case 'UpdateItem':
      case 'DeleteItem':
      case 'BatchWriteItem':
        return write(call, send);
      case 'Query':
      case 'Scan':
        return bodyOf<{ IndexName?: string }>(call).IndexName === undefined ? send(call) : read(call, send);
      case 'CreateTable':
      case 'DeleteTable':
        shapes.clear();
        return send(call);
      default:
        return send(call);
    }
  };
}

/** The keys of all items that a call writes. */
async function writesOf(
  call: Call,
  shapeOf: (table: string) => Promise<TableShape | undefined>,
): Promise<Write[]> {
  const keyOf = async (table: string, item: Item) => pick(item, (await shapeOf(table))?.keys ?? []);
  if (call.operation !== 'BatchWriteItem') {
    const { TableName: table, Key, Item } = bodyOf<{ TableName: string; Key?: Item; Item?: Item }>(call);
    return [{ table, key: Key ?? (await keyOf(table, Item ?? {})) }];
  }
  const tables = Object.entries(bodyOf<BatchWrites>(call).RequestItems);
  const writes = tables.flatMap(([table, requests]) =>
    requests.map(async ({ PutRequest, DeleteRequest }) => ({
      table,
      key: DeleteRequest?.Key ?? (await keyOf(table, PutRequest?.Item ?? {})),
    })),
  );
  return Promise.all(writes);
}
