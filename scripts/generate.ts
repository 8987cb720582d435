/**
 * Makes everything in `generated/` from `spec/` (the client package aside), and docs/errors.md.
 *
 *     node scripts/generate.ts            writes what has changed
 *     node scripts/generate.ts --check    writes nothing; ends with 1 and names the stale files
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './generate/bundle.ts';
import { errorPage } from './generate/error-page.ts';
import { catalogue } from './generate/errors.ts';
import { operationsFile } from './generate/operations.ts';
import { clientTypes, serverTypes } from './generate/types.ts';
import { validatorFiles } from './generate/validators.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = 'generated';

/** File names below the root with what belongs into them. */
async function wanted(): Promise<Map<string, string>> {
  const document = await bundle(root);
  const generated: [string, string][] = [
    ['openapi.json', `${JSON.stringify(document, undefined, 2)}\n`],
    ['types.ts', await clientTypes(document)],
    ['server-types.ts', await serverTypes(document)],
    ['operations.ts', operationsFile(document)],
    ...validatorFiles(document),
  ];
  return new Map([
    ...generated.map(([name, content]): [string, string] => [join(folder, name), content]),
    ['docs/errors.md', errorPage(document, catalogue)],
  ]);
}

async function present(name: string): Promise<string | undefined> {
  return readFile(join(root, name), 'utf8').catch(() => undefined);
}

/** Validators that no operation has any more. */
async function leftOver(files: ReadonlyMap<string, string>): Promise<string[]> {
  const names = await readdir(join(root, folder, 'validators')).catch(() => []);
  return names.map((name) => join(folder, 'validators', name)).filter((name) => !files.has(name));
}

const files = await wanted();
const stale: string[] = [];
for (const [name, content] of files) if ((await present(name)) !== content) stale.push(name);
const left = await leftOver(files);

if (process.argv.includes('--check')) {
  for (const name of [...stale, ...left]) console.error(`${name} is stale: run make generate`);
  process.exitCode = stale.length + left.length === 0 ? 0 : 1;
} else {
  for (const name of stale) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), files.get(name) ?? '');
    console.log(name);
  }
  for (const name of left) await rm(join(root, name));
}
