import type { Server } from 'node:http';
import { StartError } from './start-error.ts';

/** Where a store listens; port 0 takes any free one. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What a store's port is called in messages: the store's name, and the argument that sets the port. */
export interface PortName {
  readonly store: string;
  readonly argument: string;
}

/** As `make stores` has them. */
export const DYNAMODB_PORT: PortName = { store: 'DynamoDB', argument: '--dynamodb-port' };
export const SQS_PORT: PortName = { store: 'SQS', argument: '--sqs-port' };

/**
 * Begins to listen and returns the base URL.
 *
 * @throws StartError naming the argument where the address cannot be had.
 */
export async function listen(server: Server, { host, port }: Address, name: PortName): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(refused(error, { host, port }, name)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address.');
  return `http://${host}:${address.port}`;
}

/** The one line for a port that cannot be had. */
export function refused(error: unknown, { host, port }: Address, { store, argument }: PortName): StartError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const reason = code === 'EADDRINUSE' ? 'is in use' : `cannot be had (${code})`;
  return new StartError(
    `Port ${port} of ${host}, for ${store}, ${reason}. Choose another one with ${argument}.`,
    error,
  );
}
