import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import dynaliteDb from 'dynalite/db/index.js';
import { StartError } from './start-error.ts';

/**
 * Opens, reads through and closes the LevelDB store under `dataDir`, so that a directory that cannot be used is told
 * at once: dynalite itself opens it behind its first request and ends the process where that fails.
 * Returns the store's own directory.
 *
 * @throws StartError naming OJS_DATA_DIR: in use, not writable, not a directory, or damaged.
 */
export async function openDataDirectory(dataDir: string): Promise<string> {
  const path = join(dataDir, 'dynamodb');
  try {
    await mkdir(path, { recursive: true });
    await refuseLostRoot(path);
    const { db } = dynaliteDb.create({ path });
    await db.open();
    try {
      await readThrough(db);
      await finishTables(db);
    } finally {
      await db.close();
    }
    return path;
  } catch (error) {
    throw explain(path, error);
  }
}

/** Entries that are read at start, about 9 µs each; past this, damage shows when it is met. */
const ENTRIES_READ = 100_000;

/** Damage inside the files of LevelDB shows only where they are read. */
async function readThrough(db: dynaliteDb.Level): Promise<void> {
  let read = 0;
  for await (const _ of db.iterator()) {
    read += 1;
    if (read === ENTRIES_READ) return;
  }
}

/** A table that was being made or changed at a kill -9 stays so in dynalite for ever. */
async function finishTables(db: dynaliteDb.Level): Promise<void> {
  for await (const [key, table] of db.iterator({ gte: 'table~', lt: 'table~\xff' })) {
    if (table.TableStatus !== 'ACTIVE') await db.put(key, { ...table, TableStatus: 'ACTIVE' });
  }
}

/** LevelDB takes a directory without CURRENT for a new one and deletes the tables that it finds there. */
async function refuseLostRoot(path: string): Promise<void> {
  const names = await readdir(path);
  if (!names.includes('CURRENT') && names.some((name) => name.endsWith('.ldb'))) {
    throw damaged(path, 'the file CURRENT is missing');
  }
}

/** Tells what is known to go wrong; anything else stays as it is. */
function explain(path: string, error: unknown): unknown {
  const root = rootOf(error);
  if (root === undefined) return error;
  const line = (text: string) => new StartError(`OJS_DATA_DIR: '${path}' ${text}`, error);
  switch (root.code) {
    case 'LEVEL_LOCKED':
      return line('is in use by another process. Stop it, or set OJS_DATA_DIR to another directory.');
    case 'EEXIST':
    case 'ENOTDIR':
      return line('is not a directory. Set OJS_DATA_DIR to a directory that can be written.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOSPC':
      return line(`cannot be written (${root.code}). Set OJS_DATA_DIR to a directory that can be written.`);
    default:
      return damaged(path, root.message);
  }
}

function damaged(path: string, reason: string): StartError {
  const line = reason.replaceAll(/\s+/g, ' ');
  return new StartError(
    `OJS_DATA_DIR: the store in '${path}' cannot be read (${line}). Restore it, remove it, or set OJS_DATA_DIR to another directory.`,
  );
}

/** The innermost error with a code: LevelDB's own stands behind abstract-level's "failed to open". */
function rootOf(error: unknown): { code: string; message: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner = rootOf(error.cause);
  return inner ?? ('code' in error ? { code: String(error.code), message: error.message } : undefined);
}
