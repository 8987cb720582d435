import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServerProcess } from '../../support/process.ts';
import { refusal } from './refusal.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ojs-aws-data-'));
});
afterAll(() => rm(directory, { recursive: true }));

test('locked by another server, which goes on serving', async () => {
  const OJS_DATA_DIR = join(directory, 'locked');
  const first = await startServerProcess({ OJS_DATA_DIR });
  expect(await refusal({ OJS_DATA_DIR })).toMatch(/OJS_DATA_DIR: '.+' is in use by another process\./);
  expect((await fetch(`${first.url}/ojs/v1/health`)).status).toBe(200);
  expect(await first.stop()).toBe(0);
});

test('a file in its place, which is left as it is', async () => {
  const OJS_DATA_DIR = join(directory, 'file');
  await writeFile(OJS_DATA_DIR, 'mine');
  expect(await refusal({ OJS_DATA_DIR })).toMatch(/OJS_DATA_DIR: .+ is not a directory\./);
  expect(await readFile(OJS_DATA_DIR, 'utf8')).toBe('mine');
});

test('a place where nothing can be written', async () => {
  // Modes of files do not bind every user; the kernel's own file systems do.
  expect(await refusal({ OJS_DATA_DIR: '/sys/ojs-aws' })).toMatch(/OJS_DATA_DIR: .+ cannot be written/);
});

test('corrupt', async () => {
  const OJS_DATA_DIR = join(directory, 'corrupt');
  await mkdir(join(OJS_DATA_DIR, 'dynamodb'), { recursive: true });
  await writeFile(join(OJS_DATA_DIR, 'dynamodb', 'CURRENT'), 'MANIFEST-999999\n');
  expect(await refusal({ OJS_DATA_DIR })).toMatch(/OJS_DATA_DIR: the store in '.+' cannot be read/);
});
