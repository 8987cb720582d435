/**
 * Makes everything in `generated/` from `spec/` (the client package aside).
 *
 *     node scripts/generate.ts            writes what has changed
 *     node scripts/generate.ts --check    writes nothing; ends with 1 and names the stale files
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './generate/bundle.ts';
import { operationsFile } from './generate/operations.ts';
import { clientTypes, serverTypes } from './generate/types.ts';
import { validatorFiles } from './generate/validators.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'generated');

/** File names below `generated/` with what belongs into them. */
async function wanted(): Promise<Map<string, string>> {
  const document = await bundle(root);
  return new Map([
    ['openapi.json', `${JSON.stringify(document, undefined, 2)}\n`],
    ['types.ts', await clientTypes(document)],
    ['server-types.ts', await serverTypes(document)],
    ['operations.ts', operationsFile(document)],
    ...validatorFiles(document),
  ]);
}

async function present(name: string): Promise<string | undefined> {
  return readFile(join(folder, name), 'utf8').catch(() => undefined);
}

/** Validators that no operation has any more. */
async function leftOver(files: ReadonlyMap<string, string>): Promise<string[]> {
  const names = await readdir(join(folder, 'validators')).catch(() => []);
  return names.map((name) => `validators/${name}`).filter((name) => !files.has(name));
}

const files = await wanted();
const stale: string[] = [];
for (const [name, content] of files) if ((await present(name)) !== content) stale.push(name);
const left = await leftOver(files);

if (process.argv.includes('--check')) {
  for (const name of [...stale, ...left]) console.error(`generated/${name} is stale: run make generate`);
  process.exitCode = stale.length + left.length === 0 ? 0 : 1;
} else {
  for (const name of stale) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), files.get(name) ?? '');
    console.log(`generated/${name}`);
  }
  for (const name of left) await rm(join(folder, name));
}
