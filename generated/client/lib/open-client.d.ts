import type { AnyClient } from './client.js';
import { type ClientOptions } from './options.js';
import { type Machine } from './retry.js';
/** The client on a given machine; `newId` makes UUIDv7. Throws what `createClient` throws. */
export declare function openClient(options: ClientOptions, machine: Machine, newId: () => string): AnyClient;
