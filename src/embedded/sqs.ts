import { buildApp } from 'fauxqs';
import { type Address, refused, SQS_PORT } from './listen.ts';
import type { RunningStore } from './running-store.ts';

/**
 * Starts the embedded SQS: fauxqs, in memory. Its own starter listens on every interface, so only its
 * application is taken and told where to listen.
 *
 * @throws StartError where the port cannot be had.
 */
export async function startSqs(address: Address): Promise<RunningStore> {
  const app = buildApp({ logger: false });
  app.addHook('preSerialization', async (request, _reply, payload) =>
    withReachableQueueUrl(payload, request.headers.host ?? address.host),
  );
  try {
    const endpoint = await app.listen(address);
    return { endpoint, close: () => app.close() };
  } catch (error) {
    throw refused(error, address, SQS_PORT);
  }
}

/**
 * The SDK sends to the host of the queue's URL unless it was given an endpoint in code; fauxqs names
 * `sqs.<region>.localhost` there, which few machines resolve.
 */
function withReachableQueueUrl(payload: unknown, host: string): unknown {
  if (typeof payload !== 'object' || payload === null || !('QueueUrl' in payload)) return payload;
  const url = new URL(String(payload.QueueUrl));
  url.host = host;
  return { ...payload, QueueUrl: url.href };
}
