import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonObject, objectAt } from '../../scripts/generate/json.ts';
import { specAt } from '../../scripts/spec-diff/base.ts';
import { compareSpecs } from '../../scripts/spec-diff/compare.ts';

const run = promisify(execFile);

let folder: string;
/** `spec/` with an enum in a request, which it has none of. */
let base: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ojs-spec-diff-test-'));
  base = join(folder, 'base');
  await cp('spec', base, { recursive: true });
  await schema('HeartbeatRequest', (heartbeat) => {
    objectAt(heartbeat, 'properties', 'state').enum = ['running', 'quiet', 'terminate'];
  })(base);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A change of a specification in a folder. */
type Plant = (spec: string) => Promise<void>;

function schema(name: string, change: (schema: JsonObject) => void): Plant {
  return async (spec) => {
    const file = join(spec, 'schemas', `${name}.json`);
    const content: JsonObject = JSON.parse(await readFile(file, 'utf8'));
    change(content);
    await writeFile(file, JSON.stringify(content, undefined, 2));
  };
}

function text(name: string, from: RegExp, to: string): Plant {
  return async (spec) => {
    const file = join(spec, name);
    const content = await readFile(file, 'utf8');
    if (!from.test(content)) throw new Error(`${name} has nothing like ${from}.`);
    await writeFile(file, content.replace(from, to));
  };
}

function without(list: JsonObject[string] | undefined, value: string): string[] {
  if (!Array.isArray(list)) throw new Error('There is no list.');
  return list.map(String).filter((each) => each !== value);
}

/** A copy of the base with the change in it. */
async function planted(plant: Plant): Promise<string> {
  const head = await mkdtemp(join(folder, 'head-'));
  await cp(base, head, { recursive: true });
  await plant(head);
  return head;
}

const breaking: [string, Plant, string][] = [
  [
    'a field of an answer is removed',
    schema('Job', (job) => {
      delete objectAt(job, 'properties').tags;
    }),
    'Property `tags` was removed.',
  ],
  [
    'a request needs a new field',
    schema('FetchRequest', (fetch) => {
      objectAt(fetch, 'properties').region = { type: 'string' };
      fetch.required = ['queues', 'region'];
    }),
    'Properties became required: `region`.',
  ],
  [
    'an enum of a request is narrowed',
    schema('HeartbeatRequest', (heartbeat) => {
      objectAt(heartbeat, 'properties', 'state').enum = ['running', 'quiet'];
    }),
    "Enum of `state` lost values: 'terminate'.",
  ],
  ['a status is removed', text('paths/jobs.yaml', /\n +"413": .*/, ''), 'Response `413` was removed.'],
  [
    'a type is changed',
    schema('Health', (health) => {
      objectAt(health, 'properties', 'uptime_seconds').type = 'string';
    }),
    "Type of `uptime_seconds` widened from 'integer' to 'string'.",
  ],
  [
    'a field of a request is removed',
    schema('FetchRequest', (fetch) => {
      delete objectAt(fetch, 'properties').wait_ms;
    }),
    'Request field `wait_ms` was removed.',
  ],
  [
    'an enum of answers is narrowed',
    schema('HeartbeatAnswer', (heartbeat) => {
      const state = objectAt(heartbeat, 'properties', 'state');
      state.enum = without(state.enum, 'terminate');
    }),
    'Answers lost the values "terminate".',
  ],
  [
    'an enum of answers is widened',
    schema('HeartbeatAnswer', (heartbeat) => {
      objectAt(heartbeat, 'properties', 'state').enum = ['running', 'quiet', 'terminate', 'sleep'];
    }),
    "Enum of `state` gained values: 'sleep'.",
  ],
  [
    'an operation is removed',
    text('openapi.yaml', / {2}\/ojs\/v1\/admin\/reset:\n.*\n/, ''),
    'Path `/ojs/v1/admin/reset` was removed.',
  ],
];

const harmless: [string, Plant][] = [
  [
    'a request may have a new field',
    schema('FetchRequest', (fetch) => {
      objectAt(fetch, 'properties').region = { type: 'string' };
    }),
  ],
  [
    'an answer has a new field',
    schema('Health', (health) => {
      objectAt(health, 'properties').region = { type: 'string' };
      health.required = [...without(health.required, ''), 'region'];
    }),
  ],
  [
    'a new operation',
    text(
      'openapi.yaml',
      / {2}\/ojs\/v1\/admin\/reset:/,
      '  /ojs/v1/more: { $ref: paths/system.yaml#/health }\n$&',
    ),
  ],
  [
    'a new status',
    text('paths/jobs.yaml', /( +)"413": .*/, '$&\n$1"429": { $ref: ../responses.yaml#/Unavailable }'),
  ],
  [
    'an enum of a request is widened',
    schema('HeartbeatRequest', (heartbeat) => {
      objectAt(heartbeat, 'properties', 'state').enum = ['running', 'quiet', 'terminate', 'sleep'];
    }),
  ],
  [
    'a description is changed',
    schema('Job', (job) => {
      job.description = 'In other words.';
    }),
  ],
  ['a limit of a request is widened', text('schemas/FetchRequest.json', /20000/, '30000')],
];

describe('make spec-diff refuses', () => {
  it.each(breaking)('%s', async (_, plant, said) => {
    const changes = await compareSpecs(base, await planted(plant));
    const refused = changes.filter((change) => change.breaking);
    expect(refused.map(({ what }) => what).join(' ')).toContain(said);
    expect(refused.every(({ source }) => /^spec\/\S+:\d+( of the base)?$/.test(source))).toBe(true);
  });
});

describe('make spec-diff lets pass', () => {
  it.each(harmless)('%s', async (_, plant) => {
    const changes = await compareSpecs(base, await planted(plant));
    expect(changes.filter((change) => change.breaking)).toEqual([]);
    expect(changes).not.toEqual([]);
  });

  it('nothing at all', async () => {
    expect(await compareSpecs(base, base)).toEqual([]);
  });
});

describe('a specification that cannot be read', () => {
  it.each([
    'base',
    'head',
  ])('is an error, and no comparison of the rest, where it is the %s', async (side) => {
    const broken = await planted(text('schemas/QueueName.json', /\}\s*$/, ''));
    const compared = side === 'base' ? compareSpecs(broken, base) : compareSpecs(base, broken);
    await expect(compared).rejects.toThrow(/^The specifications cannot be read as a whole\.\n.*QueueName/s);
  });
});

describe('the command', () => {
  async function command(args: readonly string[], environment: Record<string, string> = {}) {
    const env = { PATH: process.env.PATH, ...environment };
    return run(process.execPath, ['scripts/spec-diff.ts', ...args], { env }).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  }

  it('ends with 1 where a change breaks, and says operation, change and place', async () => {
    const head = await planted(text('paths/jobs.yaml', /\n +"413": .*/, ''));
    const { code, stdout } = await command(['--base-dir', base, '--head-dir', head]);
    expect(stdout).toMatch(
      /^✗ POST \/ojs\/v1\/jobs: responses\/413\n +Response `413` was removed\. \(spec\/paths\/jobs\.yaml:\d+ of the base\)\n/,
    );
    expect(stdout).toMatch(/: 1 breaking, 0 harmless\.\n$/);
    expect(code).toBe(1);
  });

  it('ends with 0 where none does', async () => {
    const { code, stdout } = await command(['--base-dir', base, '--head-dir', base]);
    expect(stdout).toMatch(/: 0 breaking, 0 harmless\.\n$/);
    expect(code).toBe(0);
  });

  it('ends with 2 where the base is no commit', async () => {
    const { code, stderr } = await command([], { BASE: 'no-such-ref' });
    expect(stderr).toBe('no-such-ref is no commit of this repository.\n');
    expect(code).toBe(2);
  });
});

describe('the base', () => {
  let repository: string;
  const git = (...args: string[]) =>
    run('git', [
      '-C',
      repository,
      '-c',
      'user.name=T',
      '-c',
      'user.email=t@example.com',
      '-c',
      'commit.gpgsign=false',
      ...args,
    ]);
  const commit = async (message: string) => {
    await git('add', '.');
    await git('commit', '--quiet', '--message', message);
  };
  const target = () => mkdtemp(join(folder, 'target-'));

  beforeAll(async () => {
    repository = await mkdtemp(join(folder, 'repository-'));
    await git('init', '--quiet', '--initial-branch=main');
    await writeFile(join(repository, 'README.md'), 'One.');
    await commit('before spec');
    await cp(base, join(repository, 'spec'), { recursive: true });
    await commit('first spec');
    await text('openapi.yaml', /summary: .*/, 'summary: Other')(join(repository, 'spec'));
    await commit('second spec');
    await writeFile(join(repository, 'README.md'), 'Two.');
    await commit('after spec');
  });

  it('is the last commit that touched spec/, or the one that is named', async () => {
    const last = await specAt(repository, undefined, await target());
    expect(last.name).toMatch(/^[0-9a-f]+ second spec$/);
    expect(await readFile(join(last.folder, 'openapi.yaml'), 'utf8')).toContain('summary: Other');
    const first = await specAt(repository, 'HEAD~2', await target());
    expect(first.name).toMatch(/ first spec$/);
    expect(await readFile(join(first.folder, 'openapi.yaml'), 'utf8')).not.toContain('summary: Other');
  });

  it('is said to be missing where the commit has no spec/', async () => {
    await expect(specAt(repository, 'HEAD~3', await target())).rejects.toThrow(
      /before spec has no spec\/openapi\.yaml: there is nothing to compare with\.$/,
    );
  });

  it('is found in a shallow clone; what the clone lacks is said, with the way to get it', async () => {
    const clone = join(await target(), 'clone');
    await run('git', ['clone', '--quiet', '--depth=1', `file://${repository}`, clone]);
    const last = await specAt(clone, undefined, await target());
    expect(await readFile(join(last.folder, 'openapi.yaml'), 'utf8')).toContain('summary: Other');
    await expect(specAt(clone, 'HEAD~1', await target())).rejects.toThrow(
      /^HEAD~1 is not in this clone, which is shallow: `git fetch --unshallow` brings all commits/,
    );
  });

  it('is not looked for outside a repository', async () => {
    await expect(specAt(await target(), undefined, await target())).rejects.toThrow(/ is no git clone; /);
  });
});
