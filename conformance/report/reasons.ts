import type { PendingEntry } from './pending.ts';

/**
 * Reads `reasons.txt`: a line is a word of pending.txt, two or more spaces, and why such cases do not
 * pass; `#` starts a remark.
 * @throws Error that names the line which is malformed or stands twice
 */
export function parseReasons(text: string): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [word = '', reason = ''] = line.trim().split(/ {2,}/);
    if (word === '' || reason === '') throw new Error(`reasons.txt:${at + 1}: no word and reason: ${line}`);
    if (reasons.has(word)) throw new Error(`reasons.txt:${at + 1}: ${word} again`);
    reasons.set(word, reason);
  }
  return reasons;
}

/** @throws Error naming the entry whose word has none */
export function reasonOf(reasons: ReadonlyMap<string, string>, { path, closedBy }: PendingEntry): string {
  const reason = reasons.get(closedBy);
  if (reason === undefined) throw new Error(`reasons.txt has no '${closedBy}', which ${path} is listed with`);
  return reason;
}
