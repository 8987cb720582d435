import type { Server } from 'node:http';
import { DYNAMODB_PORT, listen, SQS_PORT } from '../../src/embedded/listen.ts';
import { type Clock, systemClock } from '../../src/rules/clock.ts';
import type { Call, Send } from './call.ts';
import { CONTROL_PATH, control, type Tally } from './control.ts';
import { forwardTo } from './forward.ts';
import { chain, habitsOf } from './habits.ts';
import type { Lies } from './lies.ts';
import { proxyServer } from './proxy.ts';

const host = '127.0.0.1';

/** Stores that answer truly. */
export interface TrueStores {
  readonly dynamodbEndpoint: string;
  readonly sqsEndpoint: string;
}

export interface LyingOptions {
  readonly stores: TrueStores;
  readonly lies: Lies;
  /** Any free port where it is left out. */
  readonly dynamoPort?: number;
  /** Any free port where it is left out. */
  readonly sqsPort?: number;
  /** By which the habits count time; the machine's where it is left out. */
  readonly clock?: Clock;
}

/** Proxies before both stores, on 127.0.0.1. */
export interface LyingStores extends TrueStores {
  /** Other lies from now on. What the habits remembered of messages and writes is forgotten. */
  tell(lies: Lies): void;
  /** Requests and lies since the start. */
  tally(): Tally;
  /** Closes the proxies; the stores behind them go on. */
  close(): Promise<void>;
}

/**
 * Puts a proxy before each store that misbehaves as `lies` says. Servers need nothing but the endpoints.
 *
 * @throws StartError where a port cannot be had.
 */
export async function startLyingStores({
  stores,
  lies,
  dynamoPort = 0,
  sqsPort = 0,
  clock = systemClock,
}: LyingOptions): Promise<LyingStores> {
  const calls = new Map<string, number>();
  const lied = new Map<string, number>();
  const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const tally = () => ({ calls: Object.fromEntries(calls), lies: Object.fromEntries(lied) });

  const forwards = { dynamodb: forwardTo(stores.dynamodbEndpoint), sqs: forwardTo(stores.sqsEndpoint) };
  let send: Send;
  const tell = (next: Lies) => {
    const habits = habitsOf(next, clock, (habit) => count(lied, habit));
    send = chain(habits, (call) => forwards[call.service].send(call));
  };
  tell(lies);

  const proxyOf = (service: Call['service']) =>
    proxyServer(service, {
      controlPath: CONTROL_PATH,
      control: (request, response) => control(request, response, tally(), tell),
      call(call) {
        count(calls, call.operation);
        return send(call);
      },
    });
  const dynamodb = proxyOf('dynamodb');
  const sqs = proxyOf('sqs');
  const close = async () => {
    await Promise.all([stop(dynamodb), stop(sqs)]);
    forwards.dynamodb.close();
    forwards.sqs.close();
  };
  try {
    const dynamodbEndpoint = await listen(dynamodb, { host, port: dynamoPort }, DYNAMODB_PORT);
    const sqsEndpoint = await listen(sqs, { host, port: sqsPort }, SQS_PORT);
    return { dynamodbEndpoint, sqsEndpoint, tell, tally, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Long polls and silent requests would keep a server open for ever. */
function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
