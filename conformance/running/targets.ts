import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSqs } from '../../src/embedded/sqs.ts';
import { startServerProcess } from '../../test/support/process.ts';

/** Characters kept of what a server says on its standard error. */
const KEPT = 4_000;

/** A server that cases are sent to. */
export interface Target {
  readonly url: string;
  /** Why it is gone, where it ended by itself. */
  problem(): string | undefined;
  stop(): Promise<void>;
}

/** A server that somebody else started, with `OJS_TEST_RESET` and `OJS_TEST_DIRECTIVES` on. */
export function runningTarget(url: string): Target {
  return { url, problem: () => undefined, stop: async () => undefined };
}

/**
 * Starts as many servers as there are shards, each with stores of its own: embedded ones, or with
 * `dynamodbEndpoint` a table of its own there and queues of its own in one embedded SQS.
 * @throws Error with what a server said that did not start
 */
export async function startTargets(shards: number, dynamodbEndpoint: string | undefined): Promise<Target[]> {
  const sqs = dynamodbEndpoint === undefined ? undefined : await startSqs({ host: '127.0.0.1', port: 0 });
  const targets: Target[] = [];
  try {
    for (let shard = 0; shard < shards; shard += 1) {
      targets.push(await startTarget(storesOf(shard, dynamodbEndpoint, sqs?.endpoint)));
    }
  } catch (error) {
    await Promise.all(targets.map((target) => target.stop()));
    await sqs?.close();
    throw error;
  }
  const [first, ...others] = targets;
  if (first === undefined || sqs === undefined) return targets;
  const stop = async () => {
    await Promise.all(targets.map((target) => target.stop()));
    await sqs.close();
  };
  return [{ ...first, stop }, ...others.map((other) => ({ ...other, stop: async () => undefined }))];
}

function storesOf(shard: number, dynamodb?: string, sqs?: string): Readonly<Record<string, string>> {
  if (dynamodb === undefined || sqs === undefined) return { OJS_STORES: 'embedded' };
  const name = `ojs-conformance-${process.pid}-${shard}`;
  return {
    OJS_STORES: 'aws',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_SQS: sqs,
    DYNAMODB_TABLE: name,
    SQS_QUEUE_PREFIX: name,
  };
}

async function startTarget(stores: Readonly<Record<string, string>>): Promise<Target> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ojs-conformance-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const server = await startServerProcess({
      OJS_HOST: '127.0.0.1',
      OJS_DATA_DIR: dataDir,
      OJS_TEST_RESET: 'true',
      OJS_TEST_DIRECTIVES: 'true',
      ...stores,
    });
    // Whatever ends this process ends its servers too.
    process.once('exit', () => server.child.kill('SIGKILL'));
    let complaints = '';
    server.child.stderr?.on('data', (data) => {
      complaints = (complaints + String(data)).slice(-KEPT);
    });
    return {
      url: server.url,
      problem() {
        const { exitCode, signalCode } = server.child;
        if (exitCode === null && signalCode === null) return undefined;
        return `The server at ${server.url} ended with ${exitCode ?? signalCode}.\n${complaints}`;
      },
      async stop() {
        await server.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
