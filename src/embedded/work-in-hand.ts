import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often what nobody waits for is looked at, ms: nothing tells when dynalite is through with it. */
const LOOK_MS = 5;

/** The requests a store works on, also those whose client has gone. */
export interface WorkInHand {
  /** Takes no further request; resolves when every one that has arrived whole is answered. */
  finish(): Promise<void>;
}

/**
 * Watches the requests of `server`. dynalite goes on with a request whose client has gone, and throws
 * where its data is closed meanwhile; so its data may be closed only when this says that it has finished.
 */
export function watchWork(server: Server): WorkInHand {
  let closing = false;
  let inHand: [IncomingMessage, ServerResponse][] = [];
  const forgetAnswered = () => {
    inHand = inHand.filter(([request, response]) => !response.writableEnded && !isCutOff(request));
  };
  const handlers = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (closing) return void request.destroy();
    for (const handle of handlers) handle.call(server, request, response);
    // dynalite throws the error of a request whose client has gone, which would end the process.
    request.removeAllListeners('error').on('error', () => {});
    inHand.push([request, response]);
    response.once('close', forgetAnswered);
  });
  return {
    async finish() {
      closing = true;
      for (forgetAnswered(); inHand.some(([request]) => request.complete); forgetAnswered()) {
        await sleep(LOOK_MS);
      }
    },
  };
}

/** dynalite begins with a request only when it has all of it. */
function isCutOff(request: IncomingMessage): boolean {
  return request.destroyed && !request.complete;
}
