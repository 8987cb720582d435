import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The specification as it was. */
export interface Base {
  /** Where `openapi.yaml` is. */
  readonly folder: string;
  /** The commit, as a person names it. */
  readonly name: string;
}

/**
 * Takes `spec/` of a commit out of the repository. A shallow clone is enough where it has the commit.
 *
 * @param root the folder of the repository
 * @param reference any name of a commit; undefined: the last one that touched `spec/`
 * @param target an empty folder to write to
 * @throws Error for the person who called, where there is nothing to compare with
 */
export async function specAt(root: string, reference: string | undefined, target: string): Promise<Base> {
  if ((await git(root, 'rev-parse', '--is-inside-work-tree')) !== 'true') {
    throw new Error(`${root} is no git clone; name two folders with --base-dir and --head-dir.`);
  }
  const commit = reference === undefined ? await lastThatTouchedSpec(root) : await commitOf(root, reference);
  const name = (await git(root, 'log', '-1', '--format=%h %s', commit)) ?? commit;
  if ((await git(root, 'cat-file', '-e', `${commit}:spec/openapi.yaml`)) === undefined) {
    throw new Error(`${name} has no spec/openapi.yaml: there is nothing to compare with.`);
  }
  const archive = join(target, 'spec.tar');
  await mkdir(target, { recursive: true });
  await promisify(execFile)('git', ['-C', root, 'archive', '--output', archive, commit, 'spec']);
  await promisify(execFile)('tar', ['-xf', archive, '-C', target]);
  return { folder: join(target, 'spec'), name };
}

async function lastThatTouchedSpec(root: string): Promise<string> {
  const commit = await git(root, 'log', '-1', '--format=%H', '--', 'spec');
  if (commit) return commit;
  throw new Error('No commit has touched spec/ yet: there is nothing to compare with.');
}

async function commitOf(root: string, reference: string): Promise<string> {
  const commit = await git(
    root,
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${reference}^{commit}`,
  );
  if (commit) return commit;
  const shallow = (await git(root, 'rev-parse', '--is-shallow-repository')) === 'true';
  throw new Error(
    shallow
      ? `${reference} is not in this clone, which is shallow: \`git fetch --unshallow\` brings all commits; \`git fetch --depth=1 origin <branch or commit>\` brings one, for BASE=FETCH_HEAD.`
      : `${reference} is no commit of this repository.`,
  );
}

/** What git prints, or undefined where it refuses. */
async function git(root: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('git', ['-C', root, ...args])).stdout.trim();
  } catch {
    return undefined;
  }
}
