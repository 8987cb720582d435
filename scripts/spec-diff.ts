/**
 * Refuses what would break a client: compares the working tree's `spec/` with that of a commit.
 *
 *     node scripts/spec-diff.ts                 with the last commit that touched spec/
 *     BASE=v0.1.0 node scripts/spec-diff.ts     with any other
 *     node scripts/spec-diff.ts --base-dir <folder> --head-dir <folder>
 *
 * Ends with 1 where a change breaks, with 2 where nothing could be compared.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { specAt } from './spec-diff/base.ts';
import { type Change, compareSpecs } from './spec-diff/compare.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { 'base-dir': { type: 'string' }, 'head-dir': { type: 'string' } },
  });
  const head = resolve(values['head-dir'] ?? join(root, 'spec'));
  const folder = await mkdtemp(join(tmpdir(), 'ojs-spec-base-'));
  try {
    const given = values['base-dir'];
    const base =
      given === undefined
        ? await specAt(root, process.env.BASE || undefined, folder)
        : { folder: resolve(given), name: given };
    const changes = await compareSpecs(base.folder, head);
    return report(changes, base.name);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function report(changes: readonly Change[], baseName: string): number {
  for (const { breaking, where, what, source } of changes) {
    console.log(`${breaking ? '✗' : '✓'} ${where}\n    ${what} (${source})`);
  }
  const breaking = changes.filter((change) => change.breaking).length;
  console.log(`Since ${baseName}: ${breaking} breaking, ${changes.length - breaking} harmless.`);
  return breaking > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
