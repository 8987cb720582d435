import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  $get,
  $remove,
  type FormattedItem,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from 'dynamodb-toolbox';
import {
  CALLBACK_NAMES,
  type CallbackName,
  type WorkflowKind,
  type WorkflowState,
} from '../rules/workflow.ts';
import { openWorkflowPlace, WORKFLOW_SORT, workflowIdOf, workflowPartition } from './keys.ts';
import type { TableSchema } from './schema.ts';
import type { Store } from './store.ts';

/**
 * The header of a workflow: one item, written when the workflow begins, goes on, and ends. Which of its
 * jobs have ended is beside it (`workflow-shards.ts`), so that a large one has nothing that every ack
 * writes. Each write holds on condition of what it goes on from, so each happens once.
 */
export interface WorkflowHeader {
  readonly id: string;
  /**
   * Of the request that stored it, and of no other with the same id: its definitions and the batch of its
   * jobs have this id.
   */
  readonly stagedAs: string;
  readonly kind: WorkflowKind;
  readonly name?: string | undefined;
  /** Steps or jobs; callbacks do not count. */
  readonly total: number;
  /** The callbacks it has. */
  readonly asked: readonly CallbackName[];
  readonly state: WorkflowState;
  /** Of a chain: the step whose turn it is, or was last. */
  readonly at?: number | undefined;
  /** Of a batch whose jobs have all ended: the callbacks that follow. */
  readonly fired?: readonly CallbackName[] | undefined;
  readonly createdAt: number;
  readonly endedAt?: number | undefined;
  /** Until when its sets and blocks are kept (ms since 1970), if nobody keeps them longer. */
  readonly keptUntil: number;
  /** When somebody last saw to it that the results of a batch are kept (ms since 1970). */
  readonly resultsKeptAt?: number | undefined;
  /** It stands in the open index: something is still to be done. */
  readonly open: boolean;
  /** When it is gone, once it is through (ms since 1970); the table deletes it some time after. */
  readonly goneAt?: number | undefined;
}

/** How a write on a header went; refused: with the header that stood in its way, if any. */
export type WorkflowOutcome =
  | { readonly written: true; readonly header: WorkflowHeader }
  | { readonly written: false; readonly stored: WorkflowHeader | undefined };

/** What a write goes on from. */
export interface WorkflowPoint {
  readonly state: WorkflowState;
  readonly at?: number | undefined;
  /** Whether its callbacks have been fired; absent where that does not matter. */
  readonly fired?: boolean | undefined;
}

/** What a write sets; the rest stays. */
export interface WorkflowChange {
  readonly state?: WorkflowState | undefined;
  readonly at?: number | undefined;
  readonly fired?: readonly CallbackName[] | undefined;
  readonly endedAt?: number | undefined;
  readonly keptUntil?: number | undefined;
  readonly resultsKeptAt?: number | undefined;
  /** Nothing is to be done any more: it leaves the open index, and is kept for its retention. */
  readonly through?: true | undefined;
}

type WorkflowItem = FormattedItem<TableSchema['workflow']>;

/**
 * Puts the header of a new workflow. 2 write units, and 1 read unit where it is refused.
 * @returns false where another request has put one of this id.
 */
export async function createWorkflowHeader(store: Store, header: WorkflowHeader): Promise<boolean> {
  const token = store.tokens.next();
  const place = openWorkflowPlace(header.id, header.createdAt);
  const put = await accepted(() =>
    store.schema.workflow
      .build(PutItemCommand)
      .item({
        ...keyOf(header.id),
        stagedAs: header.stagedAs,
        kind: header.kind,
        name: header.name,
        total: header.total,
        asked: namesText(header.asked),
        state: header.state,
        at: header.at,
        createdAt: header.createdAt,
        keptUntil: header.keptUntil,
        openPartition: place.partition,
        openOrder: place.order,
        nonce: token,
        token,
      })
      .options({ condition: { attr: 'nonce', exists: false } })
      .send(),
  );
  // The SDK's own retry meets its first success (DESIGN decision 3).
  return put !== undefined || (await readItem(store, header.id))?.nonce === token;
}

/** The header as it is now (consistent: 1 read unit), or undefined. */
export async function readWorkflowHeader(store: Store, id: string): Promise<WorkflowHeader | undefined> {
  const item = await readItem(store, id);
  return item && headerFromItem(item);
}

/** Changes the header of a workflow that stands at `from`. 1 write unit, 2 where it leaves the index. */
export async function changeWorkflow(
  store: Store,
  id: string,
  from: WorkflowPoint,
  change: WorkflowChange,
): Promise<WorkflowOutcome> {
  const token = store.tokens.next();
  const { state, at, fired, endedAt, keptUntil, resultsKeptAt, through } = change;
  const conditions = [
    { attr: 'state' as const, eq: from.state },
    ...(from.at === undefined ? [] : [{ attr: 'at' as const, eq: from.at }]),
    ...(from.fired === undefined ? [] : [{ attr: 'fired' as const, exists: from.fired }]),
  ];
  const item = await accepted(() =>
    store.schema.workflow
      .build(UpdateItemCommand)
      .item({
        ...keyOf(id),
        ...(state && { state }),
        ...(at !== undefined && { at }),
        ...(fired && { fired: namesText(fired) }),
        ...(endedAt !== undefined && { endedAt }),
        ...(keptUntil !== undefined && { keptUntil }),
        ...(resultsKeptAt !== undefined && { resultsKeptAt }),
        ...(through && {
          openPartition: $remove(),
          openOrder: $remove(),
          ttl: ttlOf(store, state ?? from.state),
        }),
        previousToken: $get('token'),
        token,
      })
      .options({ condition: { and: conditions }, returnValues: 'ALL_NEW' })
      .send(),
  );
  if (item?.Attributes) return { written: true, header: headerFromItem(item.Attributes) };
  const stored = await readItem(store, id);
  const ours = stored !== undefined && (stored.token === token || stored.previousToken === token);
  const header = stored && headerFromItem(stored);
  return ours && header ? { written: true, header } : { written: false, stored: header };
}

/** In s since 1970: it is kept as long as a job that ends in the same way (DECISIONS.md section 6). */
function ttlOf({ clock, retention }: Store, state: WorkflowState): number {
  const { completedMs, discardedMs, cancelledMs } = retention;
  const ended = state === 'failed' ? discardedMs : completedMs;
  return Math.ceil((clock.now() + (state === 'cancelled' ? cancelledMs : ended)) / 1000);
}

async function readItem(store: Store, id: string): Promise<WorkflowItem | undefined> {
  const { Item } = await store.schema.workflow
    .build(GetItemCommand)
    .key(keyOf(id))
    .options({ consistent: true })
    .send();
  return Item;
}

function headerFromItem(item: WorkflowItem): WorkflowHeader {
  return {
    id: workflowIdOf(item.partition),
    stagedAs: item.stagedAs,
    kind: item.kind,
    name: item.name,
    total: item.total,
    asked: namesOf(item.asked) ?? [],
    state: item.state,
    at: item.at,
    fired: namesOf(item.fired),
    createdAt: item.createdAt,
    endedAt: item.endedAt,
    keptUntil: item.keptUntil,
    resultsKeptAt: item.resultsKeptAt,
    open: item.openPartition !== undefined,
    goneAt: item.ttl === undefined ? undefined : item.ttl * 1000,
  };
}

function namesText(names: readonly CallbackName[]): string | undefined {
  return names.length === 0 ? undefined : names.join(' ');
}

function namesOf(text: string | undefined): CallbackName[] | undefined {
  const names = text?.split(' ');
  return names && CALLBACK_NAMES.filter((name) => names.includes(name));
}

function keyOf(id: string): { partition: string; sort: string } {
  return { partition: workflowPartition(id), sort: WORKFLOW_SORT };
}

/** What the store answers, or undefined where the condition did not hold. */
async function accepted<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
