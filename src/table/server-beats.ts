import { DeleteItemCommand, PutItemCommand, QueryCommand } from 'dynamodb-toolbox';
import { SERVER_PARTITION } from './keys.ts';
import type { Store } from './store.ts';

/** A sign of life. Clocks are not compared: who lives changes `count`, and each reader sees by its own clock how long ago. */
export interface Beat {
  readonly server: string;
  readonly count: number;
  /** Since when the ticks of crons have been watched, as far as this server knows (ms since 1970). */
  readonly watchedSince?: number | undefined;
}

/** 1 write unit. */
export async function putBeat(store: Store, { server, count, watchedSince }: Beat): Promise<void> {
  await store.schema.beat
    .build(PutItemCommand)
    .item({ partition: SERVER_PARTITION, sort: server, count, watchedSince })
    .send();
}

/** The beats of all servers that give some. 1 Query: 0.5 read units up to about 80 servers. */
export async function listBeats(store: Store): Promise<Beat[]> {
  const beats: Beat[] = [];
  let exclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await store.schema.table
      .build(QueryCommand)
      .entities(store.schema.beat)
      .query({ partition: SERVER_PARTITION })
      .options(exclusiveStartKey ? { exclusiveStartKey } : {})
      .send();
    beats.push(...Items.map(({ sort, count, watchedSince }) => ({ server: sort, count, watchedSince })));
    exclusiveStartKey = LastEvaluatedKey;
  } while (exclusiveStartKey);
  return beats;
}

/** 1 write unit. */
export async function deleteBeat(store: Store, server: string): Promise<void> {
  await store.schema.beat.build(DeleteItemCommand).key({ partition: SERVER_PARTITION, sort: server }).send();
}
