/**
 * Builds the client package, `generated/client/`, from `src/client/` and `generated/types.ts`.
 *
 *     node scripts/client.ts            writes what has changed
 *     node scripts/client.ts --check    writes nothing; ends with 1 and names the stale files
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientPackage } from './client/package.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'generated/client');

async function present(name: string): Promise<string | undefined> {
  return readFile(join(folder, name), 'utf8').catch(() => undefined);
}

/** Files that belong to nothing any more. */
async function leftOver(files: ReadonlyMap<string, string>): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !files.has(name));
}

const files = await clientPackage(root);
const stale: string[] = [];
for (const [name, content] of files) if ((await present(name)) !== content) stale.push(name);
const left = await leftOver(files);

if (process.argv.includes('--check')) {
  for (const name of [...stale, ...left]) {
    console.error(`generated/client/${name} is stale: run make generate`);
  }
  process.exitCode = stale.length + left.length === 0 ? 0 : 1;
} else {
  for (const name of stale) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), files.get(name) ?? '');
    console.log(`generated/client/${name}`);
  }
  for (const name of left) await rm(join(folder, name));
}
