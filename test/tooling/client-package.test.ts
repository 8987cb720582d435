import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { eventually } from '../support/api.ts';
import { startTestServer } from '../support/server.ts';
import { startMock } from './mock-process.ts';

const run = promisify(execFile);
const apiKey = 'the-key-of-the-package-test';

/** As strict as the compiler gets, declarations of packages included. */
const strictest = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
  module: 'nodenext',
  target: 'es2022',
  types: ['node'],
  outDir: 'out',
};

let project: string;
/** The programs of the package's README: a client, a worker, a workflow. */
let program: string;
let workerProgram: string;
let workflowProgram: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'ojs-client-project-'));
  await installPacked();
  const readme = await readFile(join(project, 'node_modules/@ojs-aws/client/README.md'), 'utf8');
  [program = '', workerProgram = '', workflowProgram = ''] = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(
    ([, code]) => code,
  );
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
});
afterAll(async () => {
  await rm(project, { recursive: true, force: true });
});

/** `npm pack`, unpacked, with what its package.json asks for beside it and nothing else. */
async function installPacked(): Promise<void> {
  const target = join(project, 'node_modules/@ojs-aws/client');
  await mkdir(target, { recursive: true });
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', project], {
    cwd: 'generated/client',
  });
  const [{ filename }]: [{ filename: string }] = JSON.parse(stdout);
  await run('tar', ['-xzf', join(project, filename), '--strip-components=1', '-C', target]);
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    await readFile(join(target, 'package.json'), 'utf8'),
  );
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    const link = join(project, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(resolve('node_modules', name), link);
  }
}

/** What the compiler says of programs in the project, by file name; nothing where they compile. */
async function compiling(sources: Readonly<Record<string, string>>, options: object = {}): Promise<string> {
  for (const [name, source] of Object.entries(sources)) await writeFile(join(project, name), source);
  const compilerOptions = { ...strictest, ...options };
  await writeFile(
    join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: Object.keys(sources) }),
  );
  const compiler = resolve('node_modules/typescript/bin/tsc');
  return run(process.execPath, [compiler, '-p', project], { cwd: project }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

/** The files that the compiler finds fault with. */
function faulty(said: string): string[] {
  return [
    ...new Set([...said.matchAll(/^(\S+)\(\d+,\d+\): error TS/gm)].map((match) => match[1] ?? '')),
  ].sort();
}

/** What a compiled program prints. */
async function running(url: string, name = 'program'): Promise<string[]> {
  const env = { PATH: process.env.PATH, OJS_URL: url, OJS_API_KEY: apiKey };
  const { stdout } = await run(process.execPath, [`out/${name}.js`], { cwd: project, env });
  return stdout.trim().split('\n');
}

describe('the package, packed and put into an empty project', () => {
  it('its program compiles in the strictest project, and runs on a server and on the mock', async () => {
    expect(await compiling({ 'program.ts': program }, { lib: ['es2022'] })).toBe('');
    const printed = [
      expect.stringMatching(/^email\.send [0-9a-f-]{36} is available$/),
      'attempt 1: welcome to user@example.com',
      'email.send is completed',
    ];
    const server = await startTestServer({ environment: { OJS_API_KEY: apiKey } });
    try {
      expect(await running(server.url)).toEqual(printed);
    } finally {
      await server.close();
    }
    const mock = await startMock();
    try {
      expect(await running(mock.url)).toEqual(printed);
    } finally {
      await mock.stop();
    }
  });

  it('compiles beside the types of a browser', async () => {
    expect(await compiling({ 'program.ts': program }, { lib: ['es2022', 'dom'] })).toBe('');
  });

  it('no misspelt word in it compiles', async () => {
    const mistakes: Readonly<Record<string, readonly [right: string, wrong: string]>> = {
      'an-argument.ts': ["'welcome']", '1]'],
      'a-code.ts': ["'conflict'", "'conflicted'"],
      'a-field-of-a-job.ts': ['held.attempt', 'held.atempt'],
      'a-field-of-an-answer.ts': ['done.state', 'done.status'],
      'a-type-of-job.ts': ["enqueue('email.send'", "enqueue('email.sent'"],
      'an-option.ts': ['timeout_ms:', 'timeoutms:'],
      'an-option-of-fetch.ts': ['wait_ms:', 'waitms:'],
      'an-option-of-the-client.ts': ['baseUrl:', 'baseURL:'],
    };
    const sources = Object.entries(mistakes).map(([name, [right, wrong]]) => {
      expect(program).toContain(right);
      return [name, program.replace(right, wrong)] as const;
    });
    expect(faulty(await compiling(Object.fromEntries(sources)))).toEqual(Object.keys(mistakes).sort());
  });

  it('tells the arguments of a fetched job by its type', async () => {
    const source = `
      import { createClient, type HeldJob } from '@ojs-aws/client';
      interface Jobs { 'email.send': [to: string]; 'report.make': [page: number] }
      export async function work(): Promise<string | number | undefined> {
        const [job]: HeldJob<Jobs>[] = await createClient<Jobs>({ baseUrl: 'http://x' }).fetch('default');
        switch (job?.type) {
          case 'email.send': { const [to]: [string] = job.args; return to; }
          case 'report.make': { const [page]: [number] = job.args; return page; }
          case undefined: return undefined;
        }
      }
      export const untyped = createClient({ baseUrl: 'http://x' }).enqueue('any.type', [1, 'a', null]);
    `;
    const mixed = source.replace('[to]: [string]', '[to]: [number]');
    expect(faulty(await compiling({ 'right.ts': source, 'mixed.ts': mixed }))).toEqual(['mixed.ts']);
  });
});

describe('its worker', () => {
  it('compiles in the strictest project, does a job on a server, and ends with 0 at SIGTERM', async () => {
    expect(await compiling({ 'worker.ts': workerProgram }, { lib: ['es2022'] })).toBe('');
    const server = await startTestServer({ environment: { OJS_API_KEY: apiKey } });
    const ojs = createClient({ baseUrl: server.url, apiKey });
    const env = { PATH: process.env.PATH, OJS_URL: server.url, OJS_API_KEY: apiKey };
    const child = spawn(process.execPath, ['out/worker.js'], {
      cwd: project,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const exited = once(child, 'exit');
      const sent = await ojs.enqueue('email.send', ['user@example.com', 'welcome']);
      const never = await ojs.enqueue('email.send', ['nobody', 'welcome']);
      const [first] = await once(createInterface({ input: child.stdout }), 'line');
      expect(first).toBe('welcome to user@example.com');
      const ended = (id: string) =>
        eventually(async () => {
          const job = await ojs.get(id);
          return job.completed_at === undefined ? undefined : job;
        }, 20_000);
      expect(await ended(sent.id)).toMatchObject({ state: 'completed', result: { sent: true } });
      expect(await ended(never.id)).toMatchObject({
        state: 'discarded',
        error: { type: 'NonRetryableError', message: 'nobody is no address.' },
      });
      child.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
      await server.close();
    }
  });

  it('no misspelt word in it compiles', async () => {
    const mistakes: Readonly<Record<string, readonly [right: string, wrong: string]>> = {
      'a-field-of-the-worker.ts': ['worker.stopped', 'worker.stoped'],
      'a-method-of-an-argument.ts': ['to.includes', 'to.toFixed'],
      'a-type-of-job.ts': ["'email.send': async", "'email.sent': async"],
      'an-argument-too-many.ts': ['[to, template] }', '[to, template, more] }'],
      'an-option.ts': ['concurrency:', 'concurency:'],
      'no-queues.ts': ["queues: 'default',", ''],
      'the-signal.ts': ['{ signal })', '{ signall: signal })'],
      'two-kinds-of-handlers.ts': ['handlers: {', 'handler: () => 1, handlers: {'],
    };
    const sources = Object.entries(mistakes).map(([name, [right, wrong]]) => {
      expect(workerProgram).toContain(right);
      return [name, workerProgram.replace(right, wrong)] as const;
    });
    expect(faulty(await compiling(Object.fromEntries(sources)))).toEqual(Object.keys(mistakes).sort());
  });

  it('knows the jobs of the client that it is given', async () => {
    const source = `
      import { createClient, type Handler, Worker } from '@ojs-aws/client';
      interface Jobs { 'email.send': [to: string]; 'report.make': [page: number] }
      const client = createClient<Jobs>({ baseUrl: 'http://x' });
      const send: Handler<Jobs, 'email.send'> = async ({ args: [to] }) => to.length;
      export const some = new Worker({ client, queues: ['a', 'b'], handlers: { 'email.send': send } });
      export const all = new Worker({
        client,
        queues: 'a',
        handler: (job) => (job.type === 'email.send' ? job.args[0].length : job.args[0].toFixed()),
      });
      export const untyped = new Worker({ baseUrl: 'http://x', queues: 'a', handlers: { 'any.type': ({ args }) => args } });
    `;
    const misspelt = source.replace("handlers: { 'email.send'", "handlers: { 'email.sent'");
    const crossed = source.replace("handlers: { 'email.send'", "handlers: { 'report.make'");
    const mixed = source.replace('job.args[0].toFixed()', 'job.args[0].length');
    const sources = { 'right.ts': source, 'misspelt.ts': misspelt, 'crossed.ts': crossed, 'mixed.ts': mixed };
    expect(faulty(await compiling(sources))).toEqual(['crossed.ts', 'misspelt.ts', 'mixed.ts']);
  });
});

describe('its workflows', () => {
  it('the program compiles in the strictest project, and its second step has the result of the first', async () => {
    expect(await compiling({ 'workflow.ts': workflowProgram }, { lib: ['es2022'] })).toBe('');
    const server = await startTestServer({ environment: { OJS_API_KEY: apiKey } });
    try {
      expect(await running(server.url, 'workflow')).toEqual([
        'the workflow is completed: {"charged":{"order":1042,"total":99.9}}',
      ]);
    } finally {
      await server.close();
    }
  });

  it('no misspelt word in it compiles', async () => {
    const mistakes: Readonly<Record<string, readonly [right: string, wrong: string]>> = {
      'a-type-of-job.ts': ["{ type: 'order.charge'", "{ type: 'order.change'"],
      'a-type-of-workflow.ts': ["type: 'chain'", "type: 'chian'"],
      'an-argument.ts': ['args: [1042]', "args: ['1042']"],
      'jobs-of-a-chain.ts': ['steps: [', 'jobs: ['],
      'the-results.ts': ['{ parentResults: [', '{ parentResult: ['],
    };
    const sources = Object.entries(mistakes).map(([name, [right, wrong]]) => {
      expect(workflowProgram).toContain(right);
      return [name, workflowProgram.replace(right, wrong)] as const;
    });
    expect(faulty(await compiling(Object.fromEntries(sources)))).toEqual(Object.keys(mistakes).sort());
  });
});

describe('generated/client', () => {
  it('holds what a user needs and nothing else', async () => {
    const { stdout } = await run('npm', ['pack', '--json', '--silent', '--dry-run'], {
      cwd: 'generated/client',
    });
    const [{ files }]: [{ files: { path: string }[] }] = JSON.parse(stdout);
    const own = files.map(({ path }) => path).filter((path) => !path.startsWith('lib/'));
    expect(own.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
  });
});
