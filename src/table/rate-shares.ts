import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { EntityFormatter, type FormattedItem, GetItemCommand, PutItemCommand } from 'dynamodb-toolbox';
import type { Holder } from '../rules/rate-shares.ts';
import { rateSharesKey } from './keys.ts';
import type { TableSchema } from './schema.ts';
import type { Store } from './store.ts';

/** Who has which part of a queue's rate limit, as stored. */
export interface StoredShares {
  readonly holders: readonly Holder[];
  /** Of the latest write; undefined before the first. */
  readonly token?: string | undefined;
}

/** How a compare-and-set went; refused: with what stood in its way. */
export type SharesOutcome =
  | { readonly written: true }
  | { readonly written: false; readonly stored: StoredShares };

type SharesItem = FormattedItem<TableSchema['rateShares']>;

/** An item that nobody has written for so long goes: every server in it was gone long before. */
const KEPT_SECONDS = 86_400;

/** 0.5 read units, a unit where `consistent`. */
export async function readShares(store: Store, queue: string, consistent: boolean): Promise<StoredShares> {
  const { Item } = await store.schema.rateShares
    .build(GetItemCommand)
    .key(rateSharesKey(queue))
    .options({ consistent })
    .send();
  return sharesOf(Item);
}

/** Compare-and-set: `holders` take the place of what was read as `from`. 1 write unit for up to about 30 servers. */
export async function replaceShares(
  store: Store,
  queue: string,
  from: StoredShares,
  holders: readonly Holder[],
): Promise<SharesOutcome> {
  const token = store.tokens.next();
  try {
    await store.schema.rateShares
      .build(PutItemCommand)
      .item({
        ...rateSharesKey(queue),
        holders: holders.map(textOf).join(' '),
        token,
        ttl: Math.ceil(store.clock.now() / 1_000) + KEPT_SECONDS,
      })
      .options({
        condition:
          from.token === undefined ? { attr: 'token', exists: false } : { attr: 'token', eq: from.token },
        returnValuesOnConditionFalse: 'ALL_OLD',
      })
      .send();
    return { written: true };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const item = error.Item
      ? store.schema.rateShares.build(EntityFormatter).format(unmarshall(error.Item))
      : undefined;
    const stored = item ? sharesOf(item) : await readShares(store, queue, true);
    // Our own success, met again by the SDK's retry. Behind another's write it is read as it is stored.
    if (stored.token === token) return { written: true };
    return { written: false, stored };
  }
}

function sharesOf(item: SharesItem | undefined): StoredShares {
  return item ? { holders: item.holders.split(' ').flatMap(holderOf), token: item.token } : { holders: [] };
}

/** The mark of one that could use more. */
const SHORT = '!';

function textOf({ server, share, beat, short, place }: Holder): string {
  return `${server}:${share}:${beat}:${place}${short ? SHORT : ''}`;
}

function holderOf(text: string): Holder[] {
  const [server = '', share, beat, place = ''] = text.split(':');
  if (server === '') return [];
  const short = place.endsWith(SHORT);
  return [
    {
      server,
      share: Number(share),
      beat: Number(beat),
      short,
      place: Number(short ? place.slice(0, -SHORT.length) : place),
    },
  ];
}
