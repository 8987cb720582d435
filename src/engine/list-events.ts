import { type EventCursor, hourOf, parseCursor } from '../rules/event-cursor.ts';
import { EVENTS_KEPT_HOURS, readEventHours, readEventPages } from '../table/event-pages.ts';
import type { Engine } from './engine.ts';
import { type FeedAnswer, type FeedEvent, readFeed } from './event-feed.ts';

/** What a reader of the feed asks for (ojs-events 6.1, 6.4); an absent filter lets everything through. */
export interface EventsRequest {
  /** The cursor of an earlier answer; without it the feed begins with the oldest event that is kept. */
  readonly after?: string | undefined;
  /** Types, or their beginnings: `job.*`. */
  readonly types?: readonly string[] | undefined;
  readonly queues?: readonly string[] | undefined;
  readonly jobTypes?: readonly string[] | undefined;
  /** 1 to 1,000. */
  readonly limit: number;
}

/**
 * The next events, oldest first. What this server has told is there at once, what others have within
 * half a second.
 * @throws OjsError 400 where `after` is no cursor.
 */
export async function listEvents(engine: Engine, request: EventsRequest): Promise<FeedAnswer> {
  const { store, clock, events } = engine;
  const asked = request.after === undefined ? undefined : parseCursor(request.after, hourOf(clock.now()));
  await events.flush();
  const now = clock.now();
  const oldestKept = hourOf(now) - EVENTS_KEPT_HOURS;
  const cursor: EventCursor = {
    hour: Math.max(oldestKept, asked?.hour ?? oldestKept),
    positions: asked?.positions ?? new Map(),
  };
  const source = {
    hours: (fromHour: number) => readEventHours(store, fromHour),
    pages: readEventPages.bind(undefined, store),
  };
  return readFeed(source, { cursor, limit: request.limit, now, wanted: wantedBy(request) });
}

/** All filters must agree; within one of them any entry is enough. */
function wantedBy({ types, queues, jobTypes }: EventsRequest): (event: FeedEvent) => boolean {
  if (!types && !queues && !jobTypes) return () => true;
  return ({ text }) => {
    const event: { type: string; data: { queue?: string; job_type?: string } } = JSON.parse(text);
    const { queue, job_type: jobType } = event.data;
    return (
      (types?.some((entry) => matches(entry, event.type)) ?? true) &&
      (queues === undefined || (queue !== undefined && queues.includes(queue))) &&
      (jobTypes === undefined || (jobType !== undefined && jobTypes.includes(jobType)))
    );
  };
}

function matches(entry: string, type: string): boolean {
  return entry === type || (entry.endsWith('*') && type.startsWith(entry.slice(0, -1)));
}
