// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
const COLOURS = /\u001b\[[0-9;]*m/g;

/** `text` as a file would hold it. */
export function withoutColours(text: string): string {
  return text.replace(COLOURS, '');
}
