import type { Clock } from '../rules/clock.ts';
import { DEFAULT_LANE } from '../rules/lane.ts';
import { addLane } from '../table/add-lane.ts';
import type { StoredQueue } from '../table/queue-item.ts';
import type { Store } from '../table/store.ts';
import type { LaneQueues } from '../transport/lane-queues.ts';
import { type Lane, laneKey } from '../transport/transport.ts';

/** The lanes of each queue, as this server knows them (DESIGN decision 14). They only ever get more. */
export interface QueueLanes extends LaneQueues {
  /** The lanes of a queue, the highest priority first; the default lane always. */
  of(queue: string): readonly Lane[];
  /** Those of them that have no SQS queue. */
  unhinted(queue: string): readonly Lane[];
  /** What the queue's item says. */
  learn(stored: Pick<StoredQueue, 'name' | 'lanes' | 'unhinted'>): void;
  /** Calls `wake` once, when one of the queues gets a lane that is new here; the answer takes it back. */
  onNew(queues: readonly string[], wake: () => void): () => void;
  /** Forgets everything, as if this server had just started. */
  forget(): void;
}

/** Queues remembered that have other lanes than the default one: they are learnt anew from the table. */
const MOST_QUEUES = 10_000;

interface Known {
  /** Whether each lane has an SQS queue; undefined while that is being found out. */
  readonly lanes: Map<string, boolean | undefined>;
  /** All of them, in order. */
  inOrder: readonly Lane[];
  unhinted: readonly Lane[];
}

/**
 * @param read has the queue's item read where what is known of it is older than a second, and `learn` told;
 *   the same read as for pauses.
 */
export function openQueueLanes(
  store: Store,
  clock: Clock,
  read: (queue: string) => Promise<unknown>,
): QueueLanes {
  const known = new Map<string, Known>();
  const entering = new Map<string, Promise<boolean>>();
  const waiting = new Map<string, Set<() => void>>();

  function note(queue: string, lane: string, hasQueue: boolean | undefined): void {
    const before = known.get(queue) ?? newQueue(queue);
    const isNew = !before.lanes.has(lane);
    if (!isNew && (hasQueue === undefined || before.lanes.get(lane) === hasQueue)) return;
    before.lanes.set(lane, hasQueue);
    before.inOrder = isNew ? inOrder(queue, [...before.lanes.keys()]) : before.inOrder;
    before.unhinted = before.inOrder.filter((each) => before.lanes.get(each.lane) === false);
    const [oldest] = known.keys();
    if (!known.has(queue) && known.size >= MOST_QUEUES && oldest !== undefined) known.delete(oldest);
    known.set(queue, before);
    for (const wake of waiting.get(queue) ?? []) wake();
    waiting.delete(queue);
  }

  function learn({ name, lanes, unhinted }: Pick<StoredQueue, 'name' | 'lanes' | 'unhinted'>): void {
    for (const lane of lanes) if (lane !== DEFAULT_LANE) note(name, lane, true);
    for (const lane of unhinted) note(name, lane, false);
  }

  function hasQueue({ queue, lane }: Lane): boolean | undefined {
    return lane === DEFAULT_LANE ? true : known.get(queue)?.lanes.get(lane);
  }

  async function enterNow(lane: Lane): Promise<boolean> {
    await read(lane.queue);
    const learnt = hasQueue(lane);
    if (learnt !== undefined) return learnt;
    const stored = await addLane(store, lane.queue, lane.lane, clock.now());
    if (stored) learn(stored);
    return hasQueue(lane) ?? false;
  }

  return {
    of: (queue) => known.get(queue)?.inOrder ?? inOrder(queue, [DEFAULT_LANE]),
    unhinted: (queue) => known.get(queue)?.unhinted ?? [],
    hasQueue,
    async enter(lane) {
      const learnt = hasQueue(lane);
      if (learnt !== undefined) return learnt;
      note(lane.queue, lane.lane, undefined);
      const key = laneKey(lane);
      const running = entering.get(key) ?? enterNow(lane).finally(() => entering.delete(key));
      entering.set(key, running);
      return running;
    },
    learn,
    onNew(queues, wake) {
      for (const queue of queues) waiting.set(queue, (waiting.get(queue) ?? new Set()).add(wake));
      return () => {
        for (const queue of queues) {
          const others = waiting.get(queue);
          others?.delete(wake);
          if (others?.size === 0) waiting.delete(queue);
        }
      };
    },
    forget: () => known.clear(),
  };
}

function newQueue(queue: string): Known {
  return { lanes: new Map([[DEFAULT_LANE, true]]), inOrder: inOrder(queue, [DEFAULT_LANE]), unhinted: [] };
}

function inOrder(queue: string, lanes: readonly string[]): readonly Lane[] {
  return [...lanes].sort().map((lane) => ({ queue, lane }));
}
