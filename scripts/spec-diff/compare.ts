import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject, type Json, type JsonObject } from '../generate/json.ts';

/** One difference between two specifications. */
export interface Change {
  /** Whether a client that was right about the base can be wrong about the head. */
  readonly breaking: boolean;
  /** Operation and place in it: `POST /ojs/v1/jobs: requestBody/…`. */
  readonly where: string;
  readonly what: string;
  /** File and line, below its `spec/`. */
  readonly source: string;
}

/**
 * Compares two specifications, each a folder with an `openapi.yaml`: what `redocly diff` finds, and
 * two things that it rates harmless.
 *
 * @throws Error where one of them cannot be read as a whole
 */
export async function compareSpecs(base: string, head: string): Promise<Change[]> {
  const report = await redoclyDiff(join(base, 'openapi.yaml'), join(head, 'openapi.yaml'));
  const changes = Array.isArray(report.changes) ? report.changes.filter(isObject) : [];
  return changes.map((change) => {
    const said = [...verdictsOn(change), ...missedIn(change)];
    return {
      breaking: change.impact === 'major' || said.length > 0,
      where: placeOf(String(change.path), change.property),
      what: said.length > 0 ? said.join(' ') : `${change.kind}`,
      source: sourceOf(change),
    };
  });
}

function verdictsOn(change: JsonObject): string[] {
  const verdicts = Array.isArray(change.verdicts) ? change.verdicts.filter(isObject) : [];
  return verdicts.filter(({ impact }) => impact === 'major').map(({ message }) => String(message));
}

/**
 * A field of a request that is gone is ignored from now on, so what it asked for no longer happens;
 * a value of an answer that is gone was promised to whoever waits for it.
 */
function missedIn({ kind, impact, path, property, base, revision }: JsonObject): string[] {
  if (impact === 'major') return [];
  const field = /\/properties\/([^/]+)$/.exec(String(path))?.[1];
  if (kind === 'removed' && field !== undefined) return [`Request field \`${field}\` was removed.`];
  if (property !== 'enum') return [];
  const kept = new Set(valuesOf(revision));
  const lost = isObject(revision) ? valuesOf(base).filter((value) => !kept.has(value)) : [];
  return lost.length > 0 ? [`Answers lost the values ${lost.join(', ')}.`] : [];
}

function valuesOf(side: Json | undefined): string[] {
  return isObject(side) && Array.isArray(side.value) ? side.value.map((each) => JSON.stringify(each)) : [];
}

function placeOf(path: string, property: Json | undefined): string {
  const [, first, route, method, ...rest] = path.split('/').map(unescaped);
  const inside = [...rest, ...(typeof property === 'string' ? [property] : [])].join('/');
  if (first !== 'paths' || route === undefined) return path.replace(/^#\//, '');
  return [method === undefined ? route : `${method.toUpperCase()} ${route}`, inside]
    .filter(Boolean)
    .join(': ');
}

function unescaped(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

function sourceOf({ base, revision }: JsonObject): string {
  const side = isObject(revision) ? revision : base;
  if (!isObject(side)) return 'spec/openapi.yaml';
  const file = String(side.file).replace(/^.*?((schemas|paths|examples)\/)?([^/]+)$/, '$1$3');
  return `spec/${file}:${side.line}${isObject(revision) ? '' : ' of the base'}`;
}

/** What redocly says, without its verdict on the half that it could read. */
function complaints(said: string): string {
  const lines = said
    .split('\n')
    .filter((line) => !/^Diff report written|diff processed in|^[✅❌]/u.test(line));
  return `The specifications cannot be read as a whole.\n${lines.join('\n').trim()}`;
}

async function redoclyDiff(base: string, head: string): Promise<JsonObject> {
  const folder = await mkdtemp(join(tmpdir(), 'ojs-spec-diff-'));
  const target = join(folder, 'report.json');
  const cli = fileURLToPath(new URL('../../node_modules/@redocly/cli/bin/cli.js', import.meta.url));
  try {
    const args = [cli, 'diff', base, head, '--format', 'json', '--fail-on', 'none', '--output', target];
    const said = await new Promise<string>((resolve) => {
      const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
      execFile(process.execPath, args, { cwd: folder, env }, (_, stdout, stderr) => resolve(stdout + stderr));
    });
    const text = await readFile(target, 'utf8').catch(() => undefined);
    const report: Json = text === undefined ? null : JSON.parse(text);
    // What does not resolve is left out of the comparison, on either side.
    if (!isObject(report) || said.includes('unresolved')) throw new Error(complaints(said));
    return report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
