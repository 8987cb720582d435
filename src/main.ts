import { pino } from 'pino';
import { openClients } from './clients.ts';
import { type Config, ConfigError, help, isLoopback, readConfig } from './config/read.ts';
import { StartError } from './embedded/start-error.ts';
import { type EmbeddedStores, startEmbeddedStores } from './embedded/stores.ts';
import { ListenError } from './http/listen.ts';
import { systemClock } from './rules/clock.ts';
import { type Server, startServer } from './server.ts';
import { TableShapeError } from './table/create-table.ts';

/** The process: environment in, one line when it serves, drained on SIGINT and SIGTERM. */

if (process.argv.includes('--help')) {
  process.stdout.write(help());
} else {
  await run();
}

async function run(): Promise<void> {
  let stores: EmbeddedStores | undefined;
  try {
    const config = readConfig(process.env, process.argv.slice(2));
    if (config.stores === 'embedded') {
      stores = await startEmbeddedStores({ dataDir: config.dataDir, host: '127.0.0.1' });
    }
    const clients = openClients({
      region: config.region,
      dynamodbEndpoint: stores?.dynamodbEndpoint ?? config.dynamodbEndpoint,
      sqsEndpoint: stores?.sqsEndpoint ?? config.sqsEndpoint,
    });
    const log = pino({ level: config.logLevel, base: null });
    const server = await startServer(config, clients, systemClock, log);
    stopOnSignal(server, stores);
    process.stdout.write(`${startLine(config, server)}\n`);
  } catch (error) {
    await stores?.close();
    process.stderr.write(`ojs-aws cannot start. ${problem(error)}\n`);
    process.exitCode = 1;
  }
}

function startLine(config: Config, server: Server): string {
  const where =
    config.stores === 'embedded'
      ? `data in ${config.dataDir}`
      : `data in the table ${config.table} at ${config.dynamodbEndpoint ?? `AWS ${config.region}`}`;
  const open = config.apiKey === undefined ? '; no key is asked for (set OJS_API_KEY)' : '';
  const exposed = open !== '' && !isLoopback(config.host) ? '; anyone who reaches the port can use it' : '';
  return `ojs-aws listens on ${server.url}, ${where}${open}${exposed}.`;
}

/** The second signal does not wait. */
function stopOnSignal(server: Server, stores: EmbeddedStores | undefined): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    // The clock's timers do not keep a process alive; this one does until all is sent.
    setInterval(() => undefined, 1_000);
    await server.close();
    await stores?.close();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
}

/** One clear line; what is not of our making is named as it is. */
function problem(error: unknown): string {
  if (
    error instanceof ConfigError ||
    error instanceof StartError ||
    error instanceof ListenError ||
    error instanceof TableShapeError
  ) {
    return error.message;
  }
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const message = said.replaceAll(/\s+/g, ' ');
  return `The stores did not answer as expected (AWS_ENDPOINT_URL, AWS_REGION and the credentials say where they are): ${message}`;
}
