import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { Clients } from '../../src/clients.ts';
import type { Job } from '../../src/engine/job.ts';
import { shardCount } from '../../src/rules/workflow-progress.ts';
import type { TestStores } from './server.ts';
import { step, type WorkflowEngine, workflow, workflowEngine } from './workflow-engine.ts';

/** What the ends of the jobs of one workflow came to, beside the acks themselves. */
export interface WorkflowCost {
  /** Write units for each job that ended. */
  readonly unitsPerCompletion: number;
  /** Writes that the item with the most of them took, by the number of jobs. */
  readonly largestShare: number;
  readonly seconds: number;
}

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);
/** A lease is confirmed at 10 s, so no job is held so long. */
const TOGETHER = 50;

/** Runs a workflow of `total` jobs, each with a small result, and measures what follows from their ends. */
export async function measureWorkflow(
  stores: TestStores,
  kind: 'group' | 'batch',
  total: number,
): Promise<WorkflowCost> {
  let counting = false;
  let units = 0;
  const items = new Map<string, number>();
  const engine = await workflowEngine(stores, {
    onClients: (clients) =>
      onWrites(clients, (key, written, operation) => {
        const isAck = operation === 'UpdateItem' && key.startsWith('J#');
        if (!counting || isAck) return;
        units += written;
        if (key.startsWith('W#')) items.set(key, (items.get(key) ?? 0) + 1);
      }),
  });
  const queue = `cost-${kind}-${total}`;
  const callbacks = kind === 'batch' ? (['on_complete', 'on_success'] as const) : [];
  const { id } = await engine.create(
    workflow(
      kind,
      Array.from({ length: total }, (_, n) => step({ queue, args: [n] })),
      callbacks,
    ),
  );
  let left = total;
  let ms = 0;
  while (left > 0) {
    const jobs = await engine.fetch(queue, Math.min(left, TOGETHER));
    counting = true;
    const startedAt = performance.now();
    await Promise.all(jobs.map((job) => engine.ack(job, { done: job.body.args })));
    ms += performance.now() - startedAt;
    counting = false;
    left -= jobs.length;
  }
  await endsWith(engine, id, queue, callbacks);
  if (items.size < shardCount(total)) throw new Error('Not every write was seen.');
  await engine.close();
  return {
    unitsPerCompletion: units / total,
    largestShare: Math.max(...items.values()) / total,
    seconds: ms / 1_000,
  };
}

/** Completes the callbacks, which were handed every result; throws where the workflow does not end so. */
async function endsWith(engine: WorkflowEngine, id: string, queue: string, callbacks: readonly string[]) {
  for (const name of callbacks) {
    const [job] = await engine.fetch(`${queue}-${name}`);
    if (!job || !hasAllResults(job)) throw new Error(`${name} was not handed all results.`);
    await engine.ack(job);
  }
  const { state, completed, total } = await engine.read(id);
  if (state !== 'completed' || completed !== total) throw new Error(`The workflow is ${state}.`);
}

function hasAllResults({ parentResults, head }: Job): boolean {
  const results: unknown = JSON.parse(parentResults?.text ?? '[]');
  return Array.isArray(results) && results.length === head.workflow?.total && !results.includes(null);
}

/** Tells of every write: the key of its item, its units, and what it is. */
function onWrites(
  { dynamodb }: Clients,
  tell: (key: string, units: number, operation: string) => void,
): void {
  const operationOf = (commandName: string | undefined) => String(commandName).replace(/Command$/, '');
  dynamodb.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        WRITES.has(operationOf(commandName))
          ? next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'INDEXES' } })
          : next(args),
    { step: 'initialize', name: 'asksForUnits' },
  );
  dynamodb.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const operation = operationOf(commandName);
        if (!WRITES.has(operation)) return next(args);
        const { Item, Key } = Object(args.input);
        const key = `${(Item ?? Key).pk.S} ${(Item ?? Key).sk.S}`;
        try {
          const answer = await next(args);
          const { Table, CapacityUnits } = Object(answer.output).ConsumedCapacity;
          tell(key, Number(Table?.CapacityUnits ?? CapacityUnits) + indexUnits(args.input), operation);
          return answer;
        } catch (error) {
          // A refused write costs a unit, though DynamoDB Local reports none.
          if (error instanceof ConditionalCheckFailedException) tell(key, 1, operation);
          throw error;
        }
      },
    { step: 'deserialize', priority: 'high', name: 'onWrites' },
  );
}

/** An item that enters or leaves an index costs a unit more, which the embedded table does not report. */
function indexUnits(input: object): number {
  const { Item, UpdateExpression = '', ExpressionAttributeNames = {} } = Object(input);
  if (Item) return [Item.ok, Item.dk].filter((key) => key !== undefined).length;
  const leaves = /REMOVE/.test(UpdateExpression) && Object.values(ExpressionAttributeNames).includes('ok');
  return leaves ? 1 : 0;
}
