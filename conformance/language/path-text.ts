/** One piece of a path: a key, `[0]`, `[*]`, or `[?(@.key=='value')]`. */
export type Segment =
  | { readonly kind: 'key'; readonly name: string; readonly quoted: boolean }
  | { readonly kind: 'index'; readonly at: number }
  | { readonly kind: 'each' }
  | { readonly kind: 'first'; readonly key: string; readonly value: string };

/** The pieces of a path, an optional `$` in front left out; a string says why it is no path. */
export function parsePath(path: string): Segment[] | string {
  const segments: Segment[] = [];
  let rest = path.replace(/^\$\.?/, '');
  while (rest !== '') {
    if (rest.startsWith('[')) {
      const end = bracketEnd(rest);
      const segment = end === undefined ? undefined : parseBracket(rest.slice(1, end));
      if (end === undefined || segment === undefined) return `not a path: ${path}`;
      segments.push(segment);
      rest = rest.slice(end + 1);
    } else {
      const name = /^[^.[]*/.exec(rest)?.[0] ?? '';
      if (name === '') return `not a path: ${path}`;
      segments.push({ kind: 'key', name, quoted: false });
      rest = rest.slice(name.length);
    }
    rest = rest.replace(/^\./, '');
  }
  return segments;
}

/** Where the bracket that opens a text closes; brackets inside quotes do not count. */
function bracketEnd(text: string): number | undefined {
  let quote: string | undefined;
  for (let at = 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote !== undefined) {
      if (char === quote) quote = undefined;
    } else if (char === '"' || char === "'") {
      quote = char;
    } else if (char === ']') {
      return at;
    }
  }
  return undefined;
}

function parseBracket(inside: string): Segment | undefined {
  if (inside === '*') return { kind: 'each' };
  if (/^\d+$/.test(inside)) return { kind: 'index', at: Number(inside) };
  const quoted = /^(["'])(.*)\1$/.exec(inside)?.[2];
  if (quoted !== undefined) return { kind: 'key', name: quoted, quoted: true };
  const filter = /^\?\(\s*@\.([^=\s]+)\s*==\s*(["'])(.*)\2\s*\)$/.exec(inside);
  const [, key, , value] = filter ?? [];
  return key === undefined || value === undefined ? undefined : { kind: 'first', key, value };
}
