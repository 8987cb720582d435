import type { Server } from 'node:http';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { openDataDirectory } from './data-directory.ts';
import { type Address, DYNAMODB_PORT, listen } from './listen.ts';
import type { RunningStore } from './running-store.ts';
import { startTimeToLive } from './time-to-live.ts';
import { writeWhole } from './whole-writes.ts';
import { watchWork } from './work-in-hand.ts';

/** How long close() waits for clients to take their answers and go, ms. */
const LAST_ANSWERS_MS = 1_000;

/**
 * Starts the embedded DynamoDB: dynalite over LevelDB in `<dataDir>/dynamodb`. Every write is handed to
 * the operating system before it is answered, so it outlives kill -9, though not the loss of power. What
 * is past its `ttl` is deleted now and then.
 *
 * @throws StartError where the directory or the port cannot be had.
 */
export async function startDynamoDb(dataDir: string, address: Address): Promise<RunningStore> {
  const path = await openDataDirectory(dataDir);
  writeWhole();
  const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const work = watchWork(server);
  const endpoint = await listen(server, address, DYNAMODB_PORT).catch(async (error) => {
    // dynalite gives its data back only where it did listen.
    await listen(server, { ...address, port: 0 }, DYNAMODB_PORT);
    await close(server);
    throw error;
  });
  const client = clientOf(endpoint);
  // dynalite listens before it has its directory: until then another store could take that.
  await client.send(new ListTablesCommand()).catch(async (error) => {
    await close(server);
    throw error;
  });
  const timeToLive = startTimeToLive(client);
  return {
    endpoint,
    async close() {
      await timeToLive.close();
      await work.finish();
      await close(server);
    },
  };
}

/** What the embedded store asks of itself goes the way of every call. */
function clientOf(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };
  return new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const impatience = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
    server.close((error) => {
      clearTimeout(impatience);
      if (error) reject(error);
      else resolve();
    });
  });
}
