import { v7 } from 'uuid';
import { type OperationId, routes } from '../../generated/operations.ts';
import { createApp } from '../../src/http/app.ts';
import type { AllHandlers } from '../../src/http/call.ts';
import { type Listening, listen } from '../../src/http/listen.ts';
import { systemClock } from '../../src/rules/clock.ts';

/** A server whose handlers all fail in a way that nobody thought of: what is left is the way in and out. */
export function startBrokenServer(apiKey: string): Promise<Listening> {
  const newId = () => v7();
  const app = createApp({
    handlers: brokenHandlers(),
    apiKey,
    maxEnvelopeBytes: 1_048_576,
    maxBatchBytes: 1_048_576,
    draining: new AbortController().signal,
    newId,
    clock: systemClock,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  return listen(app, '127.0.0.1', 0, newId);
}

function brokenHandlers(): AllHandlers {
  const broken = async (): Promise<never> => {
    throw new TypeError('A fault that nobody thought of.');
  };
  const byOperation = Object.fromEntries(routes.map(({ operationId }) => [operationId, broken]));
  return byOperation as Record<OperationId, typeof broken>;
}
