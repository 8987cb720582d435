/**
 * The embedded DynamoDB and SQS as a process of their own, so that several servers can share them:
 *
 *     OJS_DATA_DIR=.data node scripts/stores.ts --dynamodb-port 4567 --sqs-port 4566
 *
 * Prints the variables that point a server here, and stops on Ctrl-C. With LIES=<file> both lie as
 * test/doubles/README.md says; SIGHUP reads the file again.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { StartError } from '../src/embedded/start-error.ts';
import { startEmbeddedStores } from '../src/embedded/stores.ts';
import { type Lies, LiesError, readLies } from '../test/doubles/lies.ts';
import { startLyingStores } from '../test/doubles/lying-stores.ts';

interface Settings {
  readonly dataDir: string;
  readonly dynamoPort: number;
  readonly sqsPort: number;
  /** Path of the lies file. */
  readonly liesFile: string | undefined;
}

interface Stores {
  readonly dynamodbEndpoint: string;
  readonly sqsEndpoint: string;
  close(): Promise<void>;
}

function settings(): Settings {
  const { values } = parseArgs({
    options: {
      'dynamodb-port': { type: 'string', default: '4567' },
      'sqs-port': { type: 'string', default: '4566' },
    },
  });
  return {
    dataDir: process.env.OJS_DATA_DIR || '.data',
    dynamoPort: port('dynamodb-port', values['dynamodb-port']),
    sqsPort: port('sqs-port', values['sqs-port']),
    liesFile: process.env.LIES || undefined,
  };
}

/** A TCP port as given on the command line. */
function port(argument: string, text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new StartError(`--${argument} is '${text}'; it must be a port from 0 (any free one) to 65535.`);
}

async function liesIn(file: string): Promise<Lies> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new StartError(`LIES: '${file}' cannot be read (${error.message}).`, error);
  });
  try {
    return readLies(text);
  } catch (error) {
    throw error instanceof LiesError ? new StartError(`LIES: '${file}': ${error.message}`, error) : error;
  }
}

async function start({ dataDir, dynamoPort, sqsPort, liesFile }: Settings): Promise<Stores> {
  const host = '127.0.0.1';
  if (liesFile === undefined) return startEmbeddedStores({ dataDir, host, dynamoPort, sqsPort });
  const lies = await liesIn(liesFile);
  const stores = await startEmbeddedStores({ dataDir, host });
  try {
    const lying = await startLyingStores({ stores, lies, dynamoPort, sqsPort });
    process.on('SIGHUP', () => {
      liesIn(liesFile).then(lying.tell, (error: unknown) => console.error(problem(error)));
    });
    return {
      ...lying,
      async close() {
        await lying.close();
        await stores.close();
      },
    };
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** One line for what a user can set right; anything else as it is. */
function problem(error: unknown): unknown {
  if (error instanceof StartError) return error.message;
  const isArgument =
    error instanceof TypeError && 'code' in error && /^ERR_PARSE_ARGS/.test(String(error.code));
  return isArgument ? error.message : error;
}

async function main(): Promise<void> {
  const told = settings();
  const stores = await start(told);
  const stop = () => void stores.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const lying = told.liesFile === undefined ? '' : `; both lie as ${told.liesFile} says`;
  console.log(
    `# DynamoDB keeps its data in ${told.dataDir}, SQS in memory; Ctrl-C stops both${lying}. For each server:`,
  );
  console.log(
    `export AWS_ENDPOINT_URL_DYNAMODB=${stores.dynamodbEndpoint} AWS_ENDPOINT_URL_SQS=${stores.sqsEndpoint}`,
  );
}

main().catch((error: unknown) => {
  console.error(problem(error));
  process.exit(1);
});
