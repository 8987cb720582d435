/**
 * What is fixed at enqueue and decides who may get a job is its lane (DESIGN decision 14). So far that is
 * its priority: a lane is three digits, `000` for priority 100 and `200` for -100, so that lanes in the
 * order of their names are lanes in the order of their priority.
 */

/** The lane of priority 0. Every queue has it. */
export const DEFAULT_LANE = '100';

/** How many lanes of one queue have an SQS queue, the default lane among them. */
export const MOST_LANES = 8;

/** The lane of a priority, -100 to 100. */
export function laneOfPriority(priority: number): string {
  return String(100 - priority).padStart(3, '0');
}

/** From which lane a fetch takes next, and which it would pass over by that. */
export interface Choice<Lane> {
  /** The first lane that has hints at hand. */
  readonly lane: Lane;
  /** The lanes before it, which have none. */
  readonly before: readonly Lane[];
}

/**
 * The choice of a fetch: never a lane while an earlier one has hints at hand.
 *
 * @param inOrder queues in the order of the request, in each the highest priority first.
 * @param atHand how many hints of a lane this server holds.
 */
export function chooseLane<Lane>(
  inOrder: readonly Lane[],
  atHand: (lane: Lane) => number,
): Choice<Lane> | undefined {
  const index = inOrder.findIndex((lane) => atHand(lane) > 0);
  const lane = inOrder[index];
  return lane === undefined ? undefined : { lane, before: inOrder.slice(0, index) };
}
