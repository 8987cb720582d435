import { v7 } from 'uuid';
import { openClient } from "./open-client.js";
import { wait } from "./wait.js";
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
