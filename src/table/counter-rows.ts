import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteItemCommand,
  type FormattedItem,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from 'dynamodb-toolbox';
import { type Counts, type Move, NO_COUNTS, STATES, type Totals, totalsOf } from '../rules/counts.ts';
import { COUNTER_PARTITIONS, counterKey, counterOf, counterPartition } from './keys.ts';
import type { TableSchema } from './schema.ts';
import type { Store } from './store.ts';

/** What one server counts in a queue by its own writes: absolute, so that a redo changes nothing. */
export interface CounterRow {
  readonly server: string;
  readonly totals: Totals;
  /** Up to when moves that time alone makes are in the totals, in ms. */
  readonly at: number;
}

/** What nobody speaks for any more. Changed by compare-and-set only. */
export interface CounterBase extends Counts {
  /** When a walk last took over the moves of all servers, in ms; 0 before the first. */
  readonly walkedAt: number;
  /** Servers whose totals are in here already: where their rows are still there, they do not count. */
  readonly folded: readonly string[];
  /** Token of the latest write; absent where there is no base yet. */
  readonly token?: string | undefined;
}

/** All that is stored about the counts of one queue. */
export interface StoredCounters {
  readonly base: CounterBase;
  /** Those of folded servers included. */
  readonly rows: readonly CounterRow[];
}

type CounterItem = FormattedItem<TableSchema['counter']>;

const NO_BASE: CounterBase = { ...NO_COUNTS, walkedAt: 0, folded: [] };

/** The counters of one queue. 1 Query, 1 read unit a 4 KB. */
export async function readCounters(store: Store, queue: string): Promise<StoredCounters> {
  const { partition, sort } = counterKey(queue);
  const items = await query(store, partition, sort);
  const base = items.find((item) => item.sort === sort);
  return {
    base: base ? baseFromItem(base) : NO_BASE,
    rows: items.filter((item) => item.sort !== sort).map(rowFromItem),
  };
}

/** The queues in which `server` has counted. 64 Querys: when a server has died. */
export async function queuesCountedBy(store: Store, server: string): Promise<string[]> {
  const queues: string[] = [];
  for (let index = 0; index < COUNTER_PARTITIONS; index += 1) {
    const items = await query(store, counterPartition(index));
    const found = items.map(({ sort }) => counterOf(sort)).filter((counter) => counter.server === server);
    queues.push(...found.map(({ queue }) => queue));
  }
  return queues;
}

/**
 * Writes what a server counts. 1 write unit.
 * @param known whether the server has a row there: then it must still be there.
 * @returns false where it is not: somebody has taken this server for dead and its counts into the base.
 */
export async function putCounterRow(
  store: Store,
  queue: string,
  row: CounterRow,
  known: boolean,
): Promise<boolean> {
  try {
    await store.schema.counter
      .build(PutItemCommand)
      .item({ ...counterKey(queue, row.server), totals: totalsText(row.totals), at: row.at })
      .options(known ? { condition: { attr: 'totals', exists: true } } : {})
      .send();
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return false;
  }
}

/** Takes out the row of a server that is named as folded in the base. 1 write unit. */
export async function deleteCounterRow(store: Store, queue: string, server: string): Promise<void> {
  await store.schema.counter.build(DeleteItemCommand).key(counterKey(queue, server)).send();
}

/**
 * Replaces the base that was read. 1 write unit a KB.
 * @returns false where somebody else has replaced it meanwhile.
 */
export async function replaceCounterBase(
  store: Store,
  queue: string,
  read: CounterBase,
  next: Omit<CounterBase, 'token'>,
  now: number,
): Promise<boolean> {
  const token = store.tokens.next();
  try {
    await store.schema.counter
      .build(PutItemCommand)
      .item({
        ...counterKey(queue),
        totals: totalsText(next.totals),
        at: now,
        moves: next.moves.length === 0 ? undefined : movesText(next.moves),
        folded: next.folded.length === 0 ? undefined : next.folded.join(' '),
        walkedAt: next.walkedAt,
        token,
        previousToken: read.token,
      })
      .options({
        condition:
          read.token === undefined ? { attr: 'token', exists: false } : { attr: 'token', eq: read.token },
      })
      .send();
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const { Item } = await store.schema.counter
      .build(GetItemCommand)
      .key(counterKey(queue))
      .options({ consistent: true })
      .send();
    return Item?.token === token || Item?.previousToken === token;
  }
}

async function query(store: Store, partition: string, prefix?: string): Promise<CounterItem[]> {
  const found: CounterItem[] = [];
  let exclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await store.schema.table
      .build(QueryCommand)
      .entities(store.schema.counter)
      .query({ partition, ...(prefix !== undefined && { range: { beginsWith: prefix } }) })
      .options({ consistent: true, ...(exclusiveStartKey && { exclusiveStartKey }) })
      .send();
    found.push(...Items);
    exclusiveStartKey = LastEvaluatedKey;
  } while (exclusiveStartKey);
  return found;
}

function baseFromItem(item: CounterItem): CounterBase {
  return {
    totals: totalsFromText(item.totals),
    moves: item.moves === undefined ? [] : movesFromText(item.moves),
    walkedAt: item.walkedAt ?? 0,
    folded: item.folded === undefined ? [] : item.folded.split(' '),
    token: item.token,
  };
}

function rowFromItem(item: CounterItem): CounterRow {
  return { server: counterOf(item.sort).server, totals: totalsFromText(item.totals), at: item.at };
}

function totalsText(totals: Totals): string {
  return STATES.map((state) => totals[state]).join(' ');
}

function totalsFromText(text: string): Totals {
  const numbers = text.split(' ').map(Number);
  return totalsOf((state) => numbers[STATES.indexOf(state)] ?? 0);
}

/** `moment.from.to.count`, the moment in base 36, the states by their position in `STATES`. */
function movesText(moves: readonly Move[]): string {
  return moves
    .map(({ at, from, to, n }) => [at.toString(36), STATES.indexOf(from), STATES.indexOf(to), n].join('.'))
    .join(' ');
}

function movesFromText(text: string): Move[] {
  return text.split(' ').flatMap((move) => {
    const [at = '', fromIndex, toIndex, n] = move.split('.');
    const from = STATES[Number(fromIndex)];
    const to = STATES[Number(toIndex)];
    return from && to ? [{ at: Number.parseInt(at, 36), from, to, n: Number(n) }] : [];
  });
}
