import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Clients, openClients } from '../../src/clients.ts';
import { readConfig } from '../../src/config/read.ts';
import { startEmbeddedStores } from '../../src/embedded/stores.ts';
import { type Clock, systemClock } from '../../src/rules/clock.ts';
import { startServer } from '../../src/server.ts';

/** Stores of a test: embedded, or any emulator. */
export interface TestStores {
  readonly dynamodbEndpoint: string;
  readonly sqsEndpoint: string;
  close(): Promise<void>;
}

/** Embedded stores in a fresh directory, which goes when they are closed. */
export async function startTestStores(): Promise<TestStores> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ojs-aws-test-'));
  const stores = await startEmbeddedStores({ dataDir, host: '127.0.0.1' });
  return {
    dynamodbEndpoint: stores.dynamodbEndpoint,
    sqsEndpoint: stores.sqsEndpoint,
    async close() {
      await stores.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A server of a test, with the clients it uses, for a test that puts something between. */
export interface TestServer {
  readonly url: string;
  readonly clients: Clients;
  close(): Promise<void>;
}

export interface TestServerOptions {
  /** Shared with other servers; fresh ones where it is left out, closed with the server. */
  readonly stores?: TestStores;
  /** Variables of the environment beside the defaults of a test. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called before the server makes its first call, to put middleware on the clients. */
  readonly onClients?: (clients: Clients) => void;
  /** The server's time; the machine's where it is left out. */
  readonly clock?: Clock;
}

/** The real server on a real port, in this process. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const stores = options.stores ?? (await startTestStores());
  const config = readConfig({
    OJS_PORT: '0',
    OJS_LOG_LEVEL: 'silent',
    OJS_TEST_RESET: 'true',
    OJS_SHUTDOWN_TIMEOUT_MS: '1000',
    AWS_ENDPOINT_URL_DYNAMODB: stores.dynamodbEndpoint,
    AWS_ENDPOINT_URL_SQS: stores.sqsEndpoint,
    ...options.environment,
  });
  const clients = openClients(config);
  options.onClients?.(clients);
  const server = await startServer(
    config,
    clients,
    options.clock ?? systemClock,
    pino({ level: config.logLevel }),
  );
  return {
    url: server.url,
    clients,
    async close() {
      await server.close();
      if (!options.stores) await stores.close();
    },
  };
}
