/** A case that cannot pass yet, and the level or feature that will close it. */
export interface PendingEntry {
  readonly path: string;
  readonly closedBy: string;
}

/**
 * Reads `pending.txt`: a line is a path, two or more spaces, and what closes it; `#` starts a remark.
 * @throws Error that names the line which is malformed or stands twice
 */
export function parsePending(text: string): PendingEntry[] {
  const entries: PendingEntry[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [path = '', closedBy = ''] = line.trim().split(/ {2,}/);
    if (path === '' || closedBy === '') throw new Error(`pending.txt:${at + 1}: no path and reason: ${line}`);
    if (entries.some((entry) => entry.path === path)) throw new Error(`pending.txt:${at + 1}: ${path} again`);
    entries.push({ path, closedBy });
  }
  return entries;
}

/** What was run, as the verdict needs it. */
export interface Selection {
  /** Path of each case that ran → whether it passed by intent. */
  readonly ran: ReadonlyMap<string, boolean>;
  /** Paths of all cases that exist, selected or not. */
  readonly existing: ReadonlySet<string>;
  /** True where a path, were it there, would be part of the selection. */
  readonly selects: (path: string) => boolean;
}

/** How the list and the run compare. */
export interface Verdict {
  /** Length of the whole list. */
  readonly length: number;
  /** Listed cases that ran and failed, as expected. */
  readonly expected: readonly PendingEntry[];
  /** Paths that ran, passed and are not listed. */
  readonly passed: readonly string[];
  /** Listed, but passed: these lines have to go. */
  readonly toRemove: readonly PendingEntry[];
  /** Failed, but not listed. */
  readonly unlisted: readonly string[];
  /** Listed, but there is no such case in a folder that was loaded. */
  readonly missing: readonly PendingEntry[];
}

/** Compares the list with a run; only listed cases inside the selection count. */
export function judgePending(entries: readonly PendingEntry[], selection: Selection): Verdict {
  const { ran, existing, selects } = selection;
  const listed = new Set(entries.map((entry) => entry.path));
  const folders = new Set([...existing].map(topFolder));
  const unlistedRan = [...ran].filter(([path]) => !listed.has(path));
  return {
    length: entries.length,
    expected: entries.filter((entry) => ran.get(entry.path) === false),
    passed: unlistedRan.filter(([, passed]) => passed).map(([path]) => path),
    toRemove: entries.filter((entry) => ran.get(entry.path) === true),
    unlisted: unlistedRan.filter(([, passed]) => !passed).map(([path]) => path),
    missing: entries.filter(
      ({ path }) => !existing.has(path) && folders.has(topFolder(path)) && selects(path),
    ),
  };
}

/** True where exactly the listed cases failed. */
export function isAsListed(verdict: Verdict): boolean {
  return verdict.toRemove.length === 0 && verdict.unlisted.length === 0 && verdict.missing.length === 0;
}

function topFolder(path: string): string {
  return path.split('/')[0] ?? path;
}
