import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './case.ts';
import { parseCase } from './parse.ts';

/**
 * All cases below a folder, sorted by test id, then by path. The key of a case is `prefix` and its
 * path below the folder.
 * @throws Error where the folder cannot be read, or a file is no case.
 */
export function loadCases(folder: string, prefix = ''): Case[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.json'),
  );
  return sortCases(
    files.map((file) => {
      const path = prefix + file.replaceAll('\\', '/');
      return parseCase(path, readFileSync(join(folder, file), 'utf8'));
    }),
  );
}

/** The official order: by test id; where two files share an id, by path. */
export function sortCases(cases: readonly Case[]): Case[] {
  return [...cases].sort((a, b) => compare(a.testId, b.testId) || compare(a.path, b.path));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
