/** Attribute names in the table have at most this many letters. */
const NAME_BYTES = 2;

/**
 * Bytes of an item as DynamoDB bills them, a few too many rather than too few: UTF-8 of the names
 * and strings, and for a number about a byte per two digits and one more (AWS: "DynamoDB item sizes
 * and formats"). Takes the long names of the schema and counts the short ones that are stored.
 */
export function itemBytes(item: Readonly<Record<string, string | number | undefined>>): number {
  let bytes = 0;
  for (const value of Object.values(item)) {
    if (value === undefined) continue;
    bytes += NAME_BYTES + valueBytes(value);
  }
  return bytes;
}

function valueBytes(value: string | number): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  const digits = String(value)
    .replace(/[^0-9]/g, '')
    .replace(/0+$/, '').length;
  return Math.ceil(digits / 2) + 2;
}
