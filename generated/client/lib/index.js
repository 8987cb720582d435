/**
 * A client for a job server of the Open Job Spec.
 *
 * @example
 * const client = createClient<{ 'email.send': [to: string] }>({ baseUrl: 'http://127.0.0.1:8080' });
 * await client.enqueue('email.send', ['user@example.com']);
 */
import { v7 } from 'uuid';
import { openClient } from "./open-client.js";
import { wait } from "./wait.js";
export { isOjsError, OjsError } from "./error.js";
export function createClient(options) {
    const { fetch: own } = options;
    const machine = {
        // The global one is looked up at each call: a page or a test may replace it later.
        fetch: (request) => (own ?? fetch)(request),
        wait,
        now: () => Date.now(),
        random: () => Math.random(),
    };
    return openClient(options, machine, () => v7());
}
