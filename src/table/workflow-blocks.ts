import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { type FormattedItem, PutItemCommand, QueryCommand } from 'dynamodb-toolbox';
import { elements, type JsonText } from '../rules/json-text.ts';
import { blockOf, blockPrefix, blockSort, blockSortFrom, workflowPartition } from './keys.ts';
import type { TableSchema } from './schema.ts';
import type { Store } from './store.ts';

/**
 * Lists of JSON texts of a workflow, an entry a step: neighbours lie together in compressed blocks, so that
 * thousands of short ones cost a few items, and one step is read without the others.
 */

/** D: what the steps are; R: what they resulted in. */
export type BlockKind = 'D' | 'R';

/** Text that a block begins with at most, in UTF-16 units; a longer entry has one of its own. */
const BLOCK_TEXT = 64 * 1024;
/** Bytes of one part of a block; AWS takes items of at most 400 KB. */
const PART_BYTES = 350 * 1024;
/** Puts under way at once. */
const PUTS_AT_ONCE = 8;

type BlockItem = FormattedItem<TableSchema['block']>;

const deflated = promisify(deflateRaw);
const inflated = promisify(inflateRaw);

/**
 * Writes entries that follow each other from `from` on. Unconditional: the same ones again change nothing.
 * 1 write unit a KB compressed, one at least.
 */
export async function putBlocks(
  store: Store,
  workflowId: string,
  kind: BlockKind,
  from: number,
  entries: readonly string[],
  keptUntil: number,
): Promise<void> {
  const ttl = Math.ceil(keptUntil / 1000);
  const partition = workflowPartition(workflowId);
  let puts: Promise<unknown>[] = [];
  for (const block of blocksOf(entries)) {
    const content = await deflated(`[${block.entries.join(',')}]`);
    for (let part = 0; part * PART_BYTES < content.length; part += 1) {
      puts.push(
        store.schema.block
          .build(PutItemCommand)
          .item({
            partition,
            sort: blockSort(kind, from + block.from, part),
            content: content.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
            ttl,
          })
          .send(),
      );
      if (puts.length < PUTS_AT_ONCE) continue;
      await Promise.all(puts);
      puts = [];
    }
  }
  await Promise.all(puts);
}

/** Entries from `from` up to `before`, by their index; those that are not there are missing. 2 Querys. */
export async function readBlocks(
  store: Store,
  workflowId: string,
  kind: BlockKind,
  from: number,
  before: number,
): Promise<ReadonlyMap<number, JsonText>> {
  const found = new Map<number, JsonText>();
  // The first of them may stand in a block that begins before it.
  const upTo = blockSortFrom(kind, from + 1);
  const last = await items(store, workflowId, blockPrefix(kind), upTo, {
    latestFirst: true,
    limit: 1,
  }).next();
  if (last.done) return found;
  const begin = blockSortFrom(kind, blockOf(last.value.sort).from);
  let parts: BlockItem[] = [];
  for await (const item of items(store, workflowId, begin, blockSortFrom(kind, before))) {
    if (blockOf(item.sort).part === 0) await add(parts);
    parts = blockOf(item.sort).part === 0 ? [item] : [...parts, item];
  }
  await add(parts);
  return found;

  async function add(block: readonly BlockItem[]): Promise<void> {
    for (const [index, entry] of await entriesOf(block)) {
      if (index >= from && index < before) found.set(index, entry);
    }
  }
}

/**
 * The last entries before `before`, by their index: as many as have `maxBytes` together, the latest of
 * them. 0.5 read units a 4 KB of the blocks, all together.
 */
export async function readLastEntries(
  store: Store,
  workflowId: string,
  kind: BlockKind,
  before: number,
  maxBytes: number,
): Promise<ReadonlyMap<number, JsonText>> {
  const found = new Map<number, JsonText>();
  let left = maxBytes;
  let parts: BlockItem[] = [];
  const upTo = blockSortFrom(kind, before);
  for await (const item of items(store, workflowId, blockPrefix(kind), upTo, { latestFirst: true })) {
    parts = [item, ...parts];
    if (blockOf(item.sort).part > 0) continue;
    for (const [index, entry] of (await entriesOf(parts)).reverse()) {
      if (index >= before) continue;
      left -= Buffer.byteLength(entry.text);
      if (left < 0) return found;
      found.set(index, entry);
    }
    parts = [];
  }
  return found;
}

function* blocksOf(entries: readonly string[]) {
  let from = 0;
  let length = 0;
  for (const [index, entry] of entries.entries()) {
    if (index > from && length + entry.length > BLOCK_TEXT) {
      yield { from, entries: entries.slice(from, index) };
      from = index;
      length = 0;
    }
    length += entry.length + 1;
  }
  if (entries.length > from) yield { from, entries: entries.slice(from) };
}

/** The entries of one block, whose parts these are, in their order. */
async function entriesOf(parts: readonly BlockItem[]): Promise<[number, JsonText][]> {
  const [first] = parts;
  if (!first) return [];
  const text = String(await inflated(Buffer.concat(parts.map(({ content }) => content))));
  const { from } = blockOf(first.sort);
  return elements(text).map((entry, at) => [from + at, entry]);
}

async function* items(
  store: Store,
  workflowId: string,
  from: string,
  to: string,
  { latestFirst = false, limit }: { latestFirst?: boolean; limit?: number } = {},
): AsyncGenerator<BlockItem> {
  let exclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await store.schema.table
      .build(QueryCommand)
      .entities(store.schema.block)
      .query({ partition: workflowPartition(workflowId), range: { between: [from, to] } })
      .options({
        consistent: true,
        reverse: latestFirst,
        ...(limit && { limit }),
        ...(exclusiveStartKey && { exclusiveStartKey }),
      })
      .send();
    yield* Items;
    exclusiveStartKey = LastEvaluatedKey;
  } while (exclusiveStartKey);
}
