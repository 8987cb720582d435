import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { DeleteItemCommand, UpdateItemCommand } from 'dynamodb-toolbox';
import { abortBatch, batchStandings } from './batch-header.ts';
import { WORKFLOW_SORT, workflowPartition } from './keys.ts';
import { KEYS } from './schema.ts';
import type { Store } from './store.ts';
import { readWorkflowHeader, type WorkflowHeader } from './workflow-item.ts';

/** The items of a workflow as a whole: whether it exists, how long they are kept, and how they go. */

/** How long sets and blocks are kept from their latest write on, in ms. */
export const WORKFLOW_KEPT_MS = 90 * 86_400_000;
/** The stager's clock may be behind ours by so much. */
const CLOCK_MARGIN_MS = 1_000;
/** Writes under way at once. */
const AT_ONCE = 25;

/**
 * The header of a workflow that exists, or undefined. The jobs of a group or batch are staged under the
 * id of the workflow (DESIGN decision 21): it exists once that is committed; what is left of one that was
 * given up is removed, and one past its retention is gone. 1 read unit, 2 while such jobs run.
 */
export async function existingWorkflow(store: Store, id: string): Promise<WorkflowHeader | undefined> {
  const header = await readWorkflowHeader(store, id);
  if (header?.goneAt !== undefined && header.goneAt <= store.clock.now()) return undefined;
  if (!header || header.kind === 'chain' || header.state !== 'running' || header.fired) return header;
  let standing = (await batchStandings(store, [id])).get(id);
  const pastMs = store.clock.now() - CLOCK_MARGIN_MS;
  if (standing?.kind === 'open' && standing.deadlineMs <= pastMs) {
    standing = await abortBatch(store, id, pastMs);
  }
  if (standing?.kind === 'aborted') await removeWorkflow(store, id);
  return standing?.kind === 'committed' ? header : undefined;
}

/** Removes a workflow that does not exist, with all that was written for it. 1 write unit an item, 2 the header. */
export async function removeWorkflow(store: Store, id: string): Promise<void> {
  const partition = workflowPartition(id);
  const sorts = await sortsOf(store, id);
  // The header goes last, since who finds it in the index removes the rest.
  await inTurns(
    sorts.filter((sort) => sort !== WORKFLOW_SORT),
    (sort) => store.schema.block.build(DeleteItemCommand).key({ partition, sort }).send(),
  );
  await store.schema.workflow.build(DeleteItemCommand).key({ partition, sort: WORKFLOW_SORT }).send();
}

/** Has the sets and blocks of a workflow kept until `keptUntil` (ms since 1970). 1 write unit a KB each. */
export async function keepWorkflowItems(store: Store, id: string, keptUntil: number): Promise<void> {
  const partition = workflowPartition(id);
  const ttl = Math.ceil(keptUntil / 1000);
  await inTurns(
    (await sortsOf(store, id)).filter((sort) => sort !== WORKFLOW_SORT),
    (sort) => store.schema.block.build(UpdateItemCommand).item({ partition, sort, ttl }).send(),
  );
}

async function sortsOf(store: Store, id: string): Promise<string[]> {
  const sorts: string[] = [];
  let after: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await store.client.send(
      new QueryCommand({
        TableName: store.schema.table.getName(),
        ConsistentRead: true,
        KeyConditionExpression: '#p = :p',
        ProjectionExpression: '#s',
        ExpressionAttributeNames: { '#p': KEYS.pk, '#s': KEYS.sk },
        ExpressionAttributeValues: { ':p': workflowPartition(id) },
        ...(after && { ExclusiveStartKey: after }),
      }),
    );
    sorts.push(...Items.map((item) => String(item[KEYS.sk])));
    after = LastEvaluatedKey;
  } while (after);
  return sorts;
}

async function inTurns(sorts: readonly string[], write: (sort: string) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < sorts.length; at += AT_ONCE) {
    await Promise.all(sorts.slice(at, at + AT_ONCE).map(write));
  }
}
