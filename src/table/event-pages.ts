import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { PutItemCommand, QueryCommand } from 'dynamodb-toolbox';
import {
  dayOf,
  eventDayPartition,
  eventHourKey,
  eventHourOf,
  eventHourSort,
  eventPageKey,
  eventPageSort,
  eventPartition,
  sequenceOf,
} from './keys.ts';
import type { Store } from './store.ts';

/** Hours that have pages are listed, and pages kept, for so long: 7 days (ojs-events 9.3). */
export const EVENTS_KEPT_HOURS = 7 * 24;

/** A page as it is read: what a server told, one JSON text a line. */
export interface EventPage {
  readonly sequence: number;
  readonly lines: readonly string[];
}

/** A server that told something in an hour (hours since 1970). */
export interface EventHour {
  readonly hour: number;
  readonly server: string;
}

/** Compressed bytes of one page at most; AWS takes items of 400 KB. */
const PAGE_BYTES = 300 * 1024;
/** Text that one page begins with at most, in UTF-16 units. */
const PAGE_TEXT = 1024 * 1024;
/** Pages that one Query reads at most. */
const PAGES_OF_A_QUERY = 50;

const deflated = promisify(deflateRaw);
const inflated = promisify(inflateRaw);

/** As many of the first lines as fit into one page, at least one, compressed. */
export async function fitEventPage(
  lines: readonly string[],
  maxBytes = PAGE_BYTES,
): Promise<{ readonly content: Uint8Array; readonly count: number }> {
  let length = 0;
  let count = lines.findIndex((line) => {
    length += line.length + 1;
    return length > PAGE_TEXT;
  });
  count = count < 0 ? lines.length : Math.max(1, count);
  for (;;) {
    const content = await deflated(lines.slice(0, count).join('\n'));
    if (content.length <= maxBytes || count <= 1) return { content, count };
    count = Math.ceil(count / 2);
  }
}

/** Writes a page; the same one again changes nothing. 1 write unit a KB compressed. */
export async function putEventPage(
  store: Store,
  hour: number,
  sequence: number,
  content: Uint8Array,
): Promise<void> {
  await store.schema.eventPage
    .build(PutItemCommand)
    .item({ ...eventPageKey(store.tokens.server, hour, sequence), content, ttl: ttlOf(hour) })
    .send();
}

/** Enters this server into the list of those that told something in the hour. 1 write unit. */
export async function putEventHour(store: Store, hour: number): Promise<void> {
  await store.schema.eventHour
    .build(PutItemCommand)
    .item({ ...eventHourKey(store.tokens.server, hour), ttl: ttlOf(hour) })
    .send();
}

/** Which servers told something in which hour of a day, from `fromHour` on, the oldest first. 1 Query. */
export async function readEventHours(store: Store, fromHour: number): Promise<EventHour[]> {
  const found: EventHour[] = [];
  let exclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await store.schema.table
      .build(QueryCommand)
      .entities(store.schema.eventHour)
      .query({
        partition: eventDayPartition(dayOf(fromHour)),
        range: { gte: eventHourSort(fromHour) },
      })
      .options({ consistent: true, ...(exclusiveStartKey && { exclusiveStartKey }) })
      .send();
    found.push(...Items.map(({ sort }) => eventHourOf(sort)));
    exclusiveStartKey = LastEvaluatedKey;
  } while (exclusiveStartKey);
  return found;
}

/**
 * The pages of one server and hour, from number `fromSequence` on, in order; `more` where there are
 * more than one Query brings. Consistent, so that no page is passed over. 1 read unit per 4 KB.
 */
export async function readEventPages(
  store: Store,
  { server, hour }: EventHour,
  fromSequence: number,
): Promise<{ readonly pages: EventPage[]; readonly more: boolean }> {
  const { Items = [], LastEvaluatedKey } = await store.schema.table
    .build(QueryCommand)
    .entities(store.schema.eventPage)
    .query({ partition: eventPartition(server, hour), range: { gte: eventPageSort(fromSequence) } })
    .options({ consistent: true, limit: PAGES_OF_A_QUERY })
    .send();
  const pages = await Promise.all(
    Items.map(async ({ sort, content }) => ({
      sequence: sequenceOf(sort),
      lines: (await inflated(content)).toString('utf8').split('\n'),
    })),
  );
  return { pages, more: LastEvaluatedKey !== undefined };
}

/** In seconds since 1970, as DynamoDB's time to live wants it. */
function ttlOf(hour: number): number {
  return (hour + 1 + EVENTS_KEPT_HOURS) * 3_600;
}
