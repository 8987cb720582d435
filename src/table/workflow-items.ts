import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { DeleteItemCommand, UpdateItemCommand } from 'dynamodb-toolbox';
import type { BatchState } from '../rules/batch-state.ts';
import { WORKFLOW_SORT, workflowPartition } from './keys.ts';
import { KEYS } from './schema.ts';
import { judgedStandings } from './staged.ts';
import type { Store } from './store.ts';
import { readWorkflowHeader, type WorkflowHeader } from './workflow-item.ts';

/** The items of a workflow as a whole: whether it exists, how long they are kept, and how they go. */

/** How long sets and blocks are kept from their latest write on, in ms. */
export const WORKFLOW_KEPT_MS = 90 * 86_400_000;
/** Writes under way at once. */
const AT_ONCE = 25;

/**
 * The header of a workflow that exists, or undefined. The jobs of a group or batch are staged (DESIGN
 * decision 21): it exists once they are committed; what is left of one that was given up is removed, and
 * one past its retention is gone. 1 read unit, 2 while such jobs run.
 */
export async function existingWorkflow(store: Store, id: string): Promise<WorkflowHeader | undefined> {
  const header = await readWorkflowHeader(store, id);
  if (header?.goneAt !== undefined && header.goneAt <= store.clock.now()) return undefined;
  return header && (await standingOf(store, header)) === 'committed' ? header : undefined;
}

/** `staging`: a request stores a workflow of this id, or fell silent not long ago. */
export type WorkflowIdStanding = 'free' | 'staging' | 'taken';

/**
 * Whether a new workflow may have this id, which its client has made. 2 read units, and 1 for each 4 KB of
 * sets. While a workflow that is gone has left its sets there, it is taken: they would count anew.
 */
export async function workflowIdStanding(store: Store, id: string): Promise<WorkflowIdStanding> {
  const header = await readWorkflowHeader(store, id);
  const standing = header && (await standingOf(store, header));
  if (standing === 'open') return 'staging';
  if (standing !== undefined && standing !== 'aborted') return 'taken';
  return (await sortsOf(store, id)).length === 0 ? 'free' : 'taken';
}

/** A workflow that was given up is removed on the way. */
async function standingOf(store: Store, header: WorkflowHeader): Promise<BatchState> {
  if (header.kind === 'chain' || header.state !== 'running' || header.fired) return 'committed';
  const standings = await judgedStandings(store, [header.stagedAs]);
  const standing = standings.get(header.stagedAs) ?? 'committed';
  if (standing === 'aborted') await removeStaged(store, header);
  return standing;
}

/**
 * Removes what one request has written for a workflow that does not exist, and nothing of another with the
 * same id. 1 write unit an item, 2 the header.
 */
export async function removeStaged(
  store: Store,
  { id, stagedAs }: Pick<WorkflowHeader, 'id' | 'stagedAs'>,
): Promise<void> {
  const partition = workflowPartition(stagedAs);
  await inTurns(await sortsOf(store, stagedAs), (sort) =>
    store.schema.block.build(DeleteItemCommand).key({ partition, sort }).send(),
  );
  try {
    // The header goes last, since who finds it in the index removes the rest.
    await store.schema.workflow
      .build(DeleteItemCommand)
      .key({ partition: workflowPartition(id), sort: WORKFLOW_SORT })
      .options({ condition: { attr: 'stagedAs', eq: stagedAs } })
      .send();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** Has the sets and blocks of a workflow kept until `keptUntil` (ms since 1970). 1 write unit a KB each. */
export async function keepWorkflowItems(
  store: Store,
  { id, stagedAs }: Pick<WorkflowHeader, 'id' | 'stagedAs'>,
  keptUntil: number,
): Promise<void> {
  const ttl = Math.ceil(keptUntil / 1000);
  for (const each of [id, stagedAs]) {
    const partition = workflowPartition(each);
    await inTurns(await sortsOf(store, each), (sort) =>
      store.schema.block.build(UpdateItemCommand).item({ partition, sort, ttl }).send(),
    );
  }
}

/** Sort keys of all sets and blocks, and not of the header. */
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
    sorts.push(...Items.map((item) => String(item[KEYS.sk])).filter((sort) => sort !== WORKFLOW_SORT));
    after = LastEvaluatedKey;
  } while (after);
  return sorts;
}

async function inTurns(sorts: readonly string[], write: (sort: string) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < sorts.length; at += AT_ONCE) {
    await Promise.all(sorts.slice(at, at + AT_ONCE).map(write));
  }
}
