import { OjsError } from "./error.js";
/** @throws RangeError where a number makes no sense. */
export function retryPolicy(options = {}) {
    const { attempts = 4, initialDelayMs = 200, maxDelayMs = 5_000 } = options;
    if (!Number.isInteger(attempts) || attempts < 1) {
        throw new RangeError(`retry.attempts is ${attempts}; it must be a whole number from 1 on.`);
    }
    for (const [name, value] of Object.entries({ initialDelayMs, maxDelayMs })) {
        if (!(value >= 0 && value <= 2 ** 31 - 1)) {
            throw new RangeError(`retry.${name} is ${value}; it must be a number of milliseconds.`);
        }
    }
    return { attempts, initialDelayMs, maxDelayMs };
}
/** Statuses that say nothing about the request: the same one may succeed a moment later. */
const PASSING = new Set([429, 502, 503, 504]);
/**
 * Sends a request until it is answered with something else than a passing failure, or the tries are
 * used up. The answer is whole: its body has been read.
 *
 * @returns the last answer
 * @throws OjsError `network_error` where no whole answer came in the last try; the reason of the
 * request's signal where that is aborted.
 */
export async function sendWithRetries(request, policy, machine) {
    for (let attempt = 1;; attempt++) {
        const outcome = await sendOnce(request, machine);
        const passing = outcome instanceof OjsError || PASSING.has(outcome.status);
        const asked = outcome instanceof OjsError ? undefined : retryAfterMs(outcome, machine.now());
        if (!passing || attempt >= policy.attempts || (asked ?? 0) > policy.maxDelayMs) {
            if (outcome instanceof OjsError)
                throw outcome;
            return outcome;
        }
        await machine.wait(Math.max(asked ?? 0, delayAfter(attempt, policy, machine.random())), request.signal);
    }
}
/** Doubles from try to try up to the limit, then spread over its upper half. */
export function delayAfter(attempt, policy, random) {
    const full = Math.min(policy.maxDelayMs, policy.initialDelayMs * 2 ** (attempt - 1));
    return full * (0.5 + random / 2);
}
/** What `Retry-After` asks for, in milliseconds (RFC 9110, 10.2.3: seconds or a date). */
export function retryAfterMs(response, now) {
    const text = response.headers.get('Retry-After')?.trim();
    if (text === undefined)
        return undefined;
    if (/^\d+$/.test(text))
        return Number(text) * 1000;
    const moment = Date.parse(text);
    return Number.isNaN(moment) ? undefined : Math.max(0, moment - now);
}
/**
 * An answer that breaks off is no answer, so the body is read here, where it can be tried again.
 *
 * A clone of a request does not keep what aborts it alive in Node (nodejs/undici#4068): with a signal
 * given once more it does, for as long as the request itself is in use, which is why it is asked below.
 */
async function sendOnce(request, machine) {
    const once = new Request(request.clone(), { signal: request.signal });
    try {
        const response = await machine.fetch(once);
        const text = await response.text();
        const { status, statusText, headers } = response;
        return new Response(text === '' ? null : text, { status, statusText, headers });
    }
    catch (cause) {
        if (once.signal.aborted)
            throw request.signal.reason;
        return new OjsError('network_error', `${request.method} ${request.url} got no answer.`, {
            retryable: true,
            hint: 'Check the address and that the server runs; what was asked for may have been done.',
            cause,
        });
    }
}
