import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withErrorsFilled } from './errors.ts';
import { isObject, type Json, type JsonObject, objectAt, resolve } from './json.ts';

/**
 * `spec/` as one document, the same bytes for the same input: examples stand where they are used,
 * errors in them hold what the catalogue says, components are sorted by name. Throws where the specification has a reference that leads nowhere
 * or two schemas of one name.
 *
 * @param root the folder of the repository
 */
export async function bundle(root: string): Promise<JsonObject> {
  const document = await redoclyBundle(root, join(root, 'spec/openapi.yaml'));
  const inlined = withExamplesInPlace(document, document);
  if (!isObject(inlined)) throw new Error('The bundle is no object.');
  const components = objectAt(inlined, 'components');
  delete components.examples;
  for (const [kind, members] of Object.entries(components)) {
    if (isObject(members)) components[kind] = sortedByKey(members);
  }
  for (const name of Object.keys(objectAt(components, 'schemas'))) {
    if (/-\d+$/.test(name)) throw new Error(`Two schemas have the name '${name.replace(/-\d+$/, '')}'.`);
  }
  return withErrorsFilled(inlined);
}

/**
 * An OpenAPI document, YAML or JSON, with all that it refers to in other files.
 *
 * @param root the folder of the repository; @param file the document
 * @throws Error where the bundler cannot read it
 */
export async function redoclyBundle(root: string, file: string): Promise<JsonObject> {
  const folder = await mkdtemp(join(tmpdir(), 'ojs-bundle-'));
  const target = join(folder, 'openapi.json');
  try {
    await promisify(execFile)(
      process.execPath,
      [join(root, 'node_modules/@redocly/cli/bin/cli.js'), 'bundle', file, '--output', target],
      {
        cwd: root,
        maxBuffer: 16 * 1024 * 1024,
        env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      },
    );
    const document: Json = JSON.parse(await readFile(target, 'utf8'));
    if (!isObject(document)) throw new Error('The bundle is no object.');
    return document;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The bundler names examples after their last path segment, so most names collide: put them back. */
function withExamplesInPlace(root: JsonObject, value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => withExamplesInPlace(root, item));
  if (!isObject(value)) return value;
  const reference = value.$ref;
  if (typeof reference === 'string' && reference.startsWith('#/components/examples/')) {
    return resolve(root, reference);
  }
  const copy: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    // The dialect is that of the whole document; validators trip over it further down.
    if (key !== '$schema') copy[key] = withExamplesInPlace(root, member);
  }
  return copy;
}

function sortedByKey(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
