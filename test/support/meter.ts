import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { Clients } from '../../src/clients.ts';

/** What requests of one operation came to. Every try of the SDK is a request. */
export interface Count {
  requests: number;
  /** Writes that the table refused by their condition. */
  refusals: number;
  /** Read request units, of table and indexes together. */
  readUnits: number;
  /** Write request units, of table and indexes together. */
  writeUnits: number;
}

/** Counts requests and units of a server in this process, its background work included. */
export interface Meter {
  /** Requests that are answered from now on count under `label`. */
  switchTo(label: string): void;
  /**
   * The label under which the server's work by the second counts: pauses asked for, counts told, signs of
   * life. It costs the same whether a second has one request or a thousand.
   */
  bySecond(label: string): string;
  /** Counts under a label by operation, named as AWS names it (`UpdateItem`, `SendMessageBatch`). */
  countsOf(label: string): ReadonlyMap<string, Readonly<Count>>;
  /** All operations of a label together. */
  totalOf(label: string): Readonly<Count>;
}

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);
const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);

/** Partitions of the items that servers read, and write, by the second. */
const READ_BY_SECOND = /^(Q#\d+|S)$/;
const WRITTEN_BY_SECOND = /^(N#\d+|S)$/;

/** A refused write costs 1 unit per started KB of the item; heads are kept under one. */
const REFUSAL_UNITS = 1;

/**
 * Puts a meter on both clients. Units are what the store reports, so they are right on AWS and on
 * DynamoDB Local; a refused write, for which DynamoDB Local reports nothing, counts 1 unit.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function meter({ dynamodb, sqs }: Pick<Clients, 'dynamodb' | 'sqs'>, label: string): Meter {
  const labels = new Map<string, Map<string, Count>>();
  let current = label;

  const bySecond = (of: string) => `${of}, by the second`;

  function countOf(operation: string, input: object): Count {
    const of = isBySecond(input) ? bySecond(current) : current;
    const operations = labels.get(of) ?? new Map<string, Count>();
    labels.set(of, operations);
    const count = operations.get(operation) ?? none();
    operations.set(operation, count);
    return count;
  }

  async function counted<T extends { output?: object }>(
    commandName: string | undefined,
    input: object,
    send: () => Promise<T>,
  ): Promise<T> {
    const operation = String(commandName).replace(/Command$/, '');
    try {
      const answer = await send();
      const count = countOf(operation, input);
      count.requests += 1;
      const units = unitsOf(answer.output);
      if (READS.has(operation)) count.readUnits += units;
      if (WRITES.has(operation)) count.writeUnits += units;
      return answer;
    } catch (error) {
      const count = countOf(operation, input);
      count.requests += 1;
      if (error instanceof ConditionalCheckFailedException) {
        count.refusals += 1;
        count.writeUnits += REFUSAL_UNITS;
      }
      throw error;
    }
  }

  dynamodb.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const operation = String(commandName).replace(/Command$/, '');
        if (!READS.has(operation) && !WRITES.has(operation)) return next(args);
        return next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'INDEXES' } });
      },
    { step: 'initialize', name: 'meterAsksForUnits' },
  );
  const place = { step: 'deserialize', priority: 'high', name: 'meter' } as const;
  dynamodb.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        counted(commandName, args.input, () => next(args)),
    place,
  );
  sqs.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        counted(commandName, {}, () => next(args)),
    place,
  );

  return {
    switchTo(next) {
      current = next;
    },
    bySecond,
    countsOf: (of) => labels.get(of) ?? new Map(),
    totalOf: (of) => [...(labels.get(of)?.values() ?? [])].reduce(sum, none()),
  };
}

/** Whether the request names an item that servers read and write by the second, wherever it names it. */
function isBySecond(input: object): boolean {
  const { Item, Key, ExpressionAttributeValues, UpdateExpression } = Object(input);
  const text = (value: unknown) => String(Object(value).S ?? '');
  if (Item) return WRITTEN_BY_SECOND.test(text(Item.pk));
  const read: unknown[] = UpdateExpression
    ? []
    : [Key?.pk, ...Object.values(ExpressionAttributeValues ?? {})];
  return read.some((value) => READ_BY_SECOND.test(text(value)));
}

function none(): Count {
  return { requests: 0, refusals: 0, readUnits: 0, writeUnits: 0 };
}

function sum(a: Count, b: Count): Count {
  return {
    requests: a.requests + b.requests,
    refusals: a.refusals + b.refusals,
    readUnits: a.readUnits + b.readUnits,
    writeUnits: a.writeUnits + b.writeUnits,
  };
}

/** Batches report a list, one entry a table; single requests one. */
function unitsOf(output: { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] } | undefined): number {
  const consumed = output?.ConsumedCapacity ?? [];
  return [consumed].flat().reduce((units, { CapacityUnits = 0 }) => units + CapacityUnits, 0);
}
