import { SQSClient } from '@aws-sdk/client-sqs';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import type { Log } from '../../../src/rules/log.ts';
import type { ReceivedHint, ReceiveOptions } from '../../../src/transport/transport.ts';

/** An SQS in this process and a client of it. */
export async function embeddedSqs(): Promise<{
  server: FauxqsServer;
  client: SQSClient;
  stop(): Promise<void>;
}> {
  const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const client = clientOf(server.port);
  return {
    server,
    client,
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
}

/** A client of what listens on this port. */
export function clientOf(port: number): SQSClient {
  return new SQSClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

export const shortPoll: ReceiveOptions = { max: 10, waitSeconds: 0, visibilitySeconds: 30 };
export const longPoll: ReceiveOptions = { max: 10, waitSeconds: 5, visibilitySeconds: 30 };

export const jobIds = (received: readonly ReceivedHint[]) => received.map(({ hint }) => hint.jobId);

const ignore = () => {};
export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
