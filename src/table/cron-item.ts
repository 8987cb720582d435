import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteItemCommand,
  type FormattedItem,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from 'dynamodb-toolbox';
import type { Cron, TickDecision } from '../rules/cron.ts';
import { CRON_PARTITIONS, cronDuePartition, cronKey, cronPartition, dueOrder } from './keys.ts';
import type { TableSchema } from './schema.ts';
import type { Store } from './store.ts';

/** How a conditional write on a cron went; refused: with the cron that stood in its way, if any. */
export type CronOutcome =
  | { readonly written: true; readonly cron: Cron }
  | { readonly written: false; readonly stored: Cron | undefined };

/** One cron by name, as it is now (consistent: 1 read unit a 4 KB), or undefined. */
export async function readCron(store: Store, name: string): Promise<Cron | undefined> {
  const { Item } = await store.schema.cron
    .build(GetItemCommand)
    .key(cronKey(name))
    .options({ consistent: true })
    .send();
  return Item && cronFromItem(Item);
}

/** All crons, in no order. 4 Querys; 0.5 read units a 4 KB. */
export async function listCrons(store: Store): Promise<Cron[]> {
  const crons: Cron[] = [];
  for (let index = 0; index < CRON_PARTITIONS; index += 1) {
    let exclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await store.schema.table
        .build(QueryCommand)
        .entities(store.schema.cron)
        .query({ partition: cronPartition(index) })
        .options({ consistent: true, ...(exclusiveStartKey && { exclusiveStartKey }) })
        .send();
      crons.push(...Items.map(cronFromItem));
      exclusiveStartKey = LastEvaluatedKey;
    } while (exclusiveStartKey);
  }
  return crons;
}

/** Puts a new cron. Refused where the name is taken. 2 write units, 1 where it is disabled. */
export async function createCron(store: Store, cron: Cron): Promise<CronOutcome> {
  const written = await accepted(() =>
    store.schema.cron
      .build(PutItemCommand)
      .item(cronToItem(cron))
      .options({ condition: { attr: 'nonce', exists: false } })
      .send(),
  );
  if (written) return { written, cron };
  const stored = await readCron(store, cron.name);
  return stored?.nonce === cron.nonce ? { written: true, cron } : { written: false, stored };
}

/**
 * Puts `next` on condition that the stored cron is still the one that was read. 1 write unit a KB,
 * and 2 more where its place in the due index moves.
 */
export async function replaceCron(store: Store, read: Cron, next: Cron): Promise<CronOutcome> {
  const token = store.tokens.next();
  const cron: Cron = { ...next, nonce: read.nonce, token, previousToken: read.token };
  const written = await accepted(() =>
    store.schema.cron
      .build(PutItemCommand)
      .item(cronToItem(cron))
      .options({ condition: { attr: 'token', eq: read.token } })
      .send(),
  );
  if (written) return { written, cron };
  const stored = await readCron(store, cron.name);
  // The SDK's own retry meets its first success (DESIGN decision 3).
  const ours = stored !== undefined && (stored.token === token || stored.previousToken === token);
  return ours ? { written: true, cron } : { written: false, stored };
}

/** Deletes the cron that was read, whatever has been written on it since; not a later one of its name. */
export async function deleteCron(store: Store, read: Cron): Promise<void> {
  await accepted(() =>
    store.schema.cron
      .build(DeleteItemCommand)
      .key(cronKey(read.name))
      .options({ condition: { attr: 'nonce', eq: read.nonce } })
      .send(),
  );
}

/** Whether the write's condition held. */
async function accepted(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function cronToItem(cron: Cron) {
  const { nextRunAt } = cron;
  return {
    ...cronKey(cron.name),
    expression: cron.expression,
    zone: cron.zone === 'UTC' ? undefined : cron.zone,
    overlap: cron.overlap === 'skip' ? undefined : cron.overlap,
    template: cron.template,
    description: cron.description,
    disabled: cron.enabled ? undefined : 1,
    createdAt: cron.createdAt,
    runCount: cron.runCount === 0 ? undefined : cron.runCount,
    lastRunAt: cron.lastRunAt,
    nextRunAt,
    live: cron.live.length === 0 ? undefined : cron.live.join(' '),
    decision: cron.decision && JSON.stringify(cron.decision),
    duePartition: nextRunAt === undefined ? undefined : cronDuePartition(cron.name),
    dueOrder: nextRunAt === undefined ? undefined : dueOrder(nextRunAt),
    nonce: cron.nonce,
    token: cron.token,
    previousToken: cron.previousToken,
  };
}

function cronFromItem(item: FormattedItem<TableSchema['cron']>): Cron {
  return {
    name: item.sort,
    expression: item.expression,
    zone: item.zone ?? 'UTC',
    overlap: item.overlap ?? 'skip',
    template: item.template,
    description: item.description,
    enabled: item.disabled === undefined,
    createdAt: item.createdAt,
    runCount: item.runCount ?? 0,
    lastRunAt: item.lastRunAt,
    nextRunAt: item.nextRunAt,
    live: item.live === undefined ? [] : item.live.split(' '),
    decision: item.decision === undefined ? undefined : decisionFromText(item.decision),
    nonce: item.nonce,
    token: item.token,
    previousToken: item.previousToken,
  };
}

function decisionFromText(text: string): TickDecision {
  return JSON.parse(text);
}
