import { bodyOf, type Call, type Send, succeeded } from '../call.ts';

/** An attribute as DynamoDB's JSON has it; keys are of the first three kinds. */
export interface Value {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
}

export type Item = Readonly<Record<string, Value>>;

interface Index {
  /** Names of the index's own keys, the hash key first. */
  readonly keys: readonly string[];
  /** All attributes that an entry shows; undefined: the whole item. */
  readonly shown: readonly string[] | undefined;
}

/** What a habit must know of a table. */
export interface TableShape {
  /** Names of the table's keys. */
  readonly keys: readonly string[];
  readonly indexes: ReadonlyMap<string, Index>;
}

interface KeySchema {
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' }[];
}

interface Described {
  readonly Table: KeySchema & {
    readonly GlobalSecondaryIndexes?: readonly (KeySchema & {
      readonly IndexName: string;
      readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: string[] };
    })[];
  };
}

/** Asks the store itself, on behalf of a habit; undefined where it refuses. */
async function ask<T extends object>(
  call: Call,
  operation: string,
  body: object,
  send: Send,
): Promise<T | undefined> {
  const outcome = await send({
    ...call,
    operation,
    headers: { ...call.headers, 'x-amz-target': `DynamoDB_20120810.${operation}` },
    text: JSON.stringify(body),
  });
  return succeeded(outcome) ? bodyOf<T>(outcome) : undefined;
}

const namesOf = ({ KeySchema }: KeySchema) =>
  [...KeySchema].sort((a, b) => a.KeyType.localeCompare(b.KeyType)).map(({ AttributeName }) => AttributeName);

export async function readShape(call: Call, TableName: string, send: Send): Promise<TableShape | undefined> {
  const described = await ask<Described>(call, 'DescribeTable', { TableName }, send);
  if (!described) return undefined;
  const { Table } = described;
  const tableKeys = namesOf(Table);
  const indexes = (Table.GlobalSecondaryIndexes ?? []).map((index): [string, Index] => {
    const keys = namesOf(index);
    const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
    const shown = ProjectionType === 'ALL' ? undefined : [...tableKeys, ...keys, ...NonKeyAttributes];
    return [index.IndexName, { keys, shown }];
  });
  return { keys: tableKeys, indexes: new Map(indexes) };
}

export async function readItem(
  call: Call,
  TableName: string,
  Key: Item,
  send: Send,
): Promise<Item | undefined> {
  const body = { TableName, Key, ConsistentRead: true };
  return (await ask<{ Item?: Item }>(call, 'GetItem', body, send))?.Item;
}

export function pick(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}

/** What an index shows of an item; undefined where the item lacks one of its keys. */
export function entryOf(item: Item | undefined, { keys, shown }: Index): Item | undefined {
  if (!item || keys.some((name) => item[name] === undefined)) return undefined;
  return shown ? pick(item, shown) : item;
}

/** The same text for the same attributes of two items. */
export function identity(item: Item | undefined, names: readonly string[]): string {
  return item ? JSON.stringify(names.map((name) => item[name])) : '';
}

/** Order of two keys of one kind: numbers by size, the rest as text. */
export function compare(a: Value = {}, b: Value = {}): number {
  if (a.N !== undefined && b.N !== undefined) return Number(a.N) - Number(b.N);
  const [left, right] = [a.S ?? a.B ?? '', b.S ?? b.B ?? ''];
  return left < right ? -1 : Number(left > right);
}
