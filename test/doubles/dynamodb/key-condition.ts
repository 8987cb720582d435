import { compare, type Item, type Value } from './items.ts';

/** The part of a Query that chooses by key. */
export interface KeyCondition {
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, Value>>;
}

const COMPARISON = /([#\w.]+)\s*(<=|>=|=|<|>)\s*(:\w+)/g;
const BETWEEN = /([#\w.]+)\s+BETWEEN\s+(:\w+)\s+AND\s+(:\w+)/gi;
const BEGINS = /begins_with\s*\(\s*([#\w.]+)\s*,\s*(:\w+)\s*\)/gi;

/**
 * Whether an item is one that the Query asks for, as far as its keys tell.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function meets(item: Item, condition: KeyCondition): boolean {
  const expression = condition.KeyConditionExpression ?? '';
  const attribute = (name = '') => item[condition.ExpressionAttributeNames?.[name] ?? name];
  const value = (name = '') => condition.ExpressionAttributeValues?.[name];
  const holds = [
    ...[...expression.matchAll(COMPARISON)].map(([, name, sign, bound]) => {
      const order = compare(attribute(name), value(bound));
      if (sign === '=') return order === 0;
      if (order === 0) return sign === '<=' || sign === '>=';
      return sign?.startsWith('<') ? order < 0 : order > 0;
    }),
    ...[...expression.matchAll(BETWEEN)].map(
      ([, name, low, high]) =>
        compare(attribute(name), value(low)) >= 0 && compare(attribute(name), value(high)) <= 0,
    ),
    ...[...expression.matchAll(BEGINS)].map(
      ([, name, start]) => attribute(name)?.S?.startsWith(value(start)?.S ?? '') ?? false,
    ),
  ];
  return holds.every(Boolean);
}
