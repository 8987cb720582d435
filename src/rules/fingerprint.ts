import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { NewJob } from './job.ts';
import { elements, JsonText, members, objectText } from './json-text.ts';
import type { UniquePolicy } from './unique-policy.ts';

/**
 * What makes two jobs the same job, as one key: SHA-256 in lower-case hex over the canonical JSON of
 * the dimensions that the policy names (ojs-unique-jobs, section 4). Their names are part of it, so
 * policies with different keys never meet.
 */
export function fingerprint(
  policy: Pick<UniquePolicy, 'keys' | 'argsKeys' | 'metaKeys'>,
  job: Pick<NewJob, 'type' | 'queue' | 'args' | 'meta'>,
): string {
  const dimensions = objectText([
    ['type', job.type],
    ['queue', policy.keys.includes('queue') ? job.queue : undefined],
    ['args', policy.keys.includes('args') ? argsOf(job.args, policy.argsKeys) : undefined],
    ['meta', policy.keys.includes('meta') ? named(job.meta, policy.metaKeys ?? []) : undefined],
  ]);
  return createHash('sha256').update(canonicalJson(dimensions.text)).digest('hex');
}

/** All of args, or the named members of the first one (DECISIONS.md 1.4). */
function argsOf(args: JsonText, names: readonly string[] | undefined): JsonText {
  return names ? named(elements(args.text)[0], names) : args;
}

/**
 * An object of the named members of `owner`; null for what it does not have, or is no object. A name is the
 * same in every Unicode form (4.2).
 */
function named(owner: JsonText | undefined, names: readonly string[]): JsonText {
  const sent = owner?.text.startsWith('{') ? members(owner.text) : new Map<string, JsonText>();
  const found = new Map([...sent].map(([name, value]) => [name.normalize('NFC'), value]));
  return objectText(names.map((name) => [name, found.get(name.normalize('NFC')) ?? new JsonText('null')]));
}
