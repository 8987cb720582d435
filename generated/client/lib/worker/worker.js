import { createClient } from "../create-client.js";
import { wait } from "../wait.js";
import { live } from "./life.js";
import { settingsOf, } from "./options.js";
/**
 * A worker: takes jobs, has them done by its handlers, tells the server how they went. It lives once:
 * one that has stopped is not started again.
 *
 * @example
 * const worker = new Worker({ client, queues: 'default', handlers: { 'email.send': sendEmail } });
 * worker.start();
 * await worker.stopped;
 */
export class Worker {
    /** Ends when the worker has stopped, for whatever reason; never fails. */
    stopped;
    #context;
    #ending = { stop: new AbortController(), force: new AbortController() };
    #end;
    #started = false;
    constructor(options) {
        this.#context = {
            client: options.client ?? createClient(options),
            settings: settingsOf(options),
            machine: { wait, random: () => Math.random() },
            handlerOf: handlerLookup(options),
            report: reporter(options.onError),
        };
        let end = () => { };
        this.stopped = new Promise((resolve) => {
            end = resolve;
        });
        this.#end = end;
    }
    /**
     * Begins to take jobs.
     * @throws Error where the worker was started or stopped before
     */
    start() {
        if (this.#started || this.#ending.stop.signal.aborted) {
            throw new Error('This worker was started or stopped before; make a new one.');
        }
        this.#started = true;
        void live(this.#context, this.#ending).catch(this.#context.report).then(this.#end);
    }
    /**
     * Takes no more jobs, waits for those under way as long as the grace is, and gives the rest back.
     * Ends when the worker has stopped; never fails.
     */
    stop() {
        this.#ending.stop.abort();
        if (!this.#started)
            this.#end();
        return this.stopped;
    }
}
function handlerLookup({ handler, handlers }) {
    if (handler !== undefined)
        return () => handler;
    if (handlers === undefined)
        throw new TypeError('Give handlers, one a type of job, or one handler.');
    // A job of the type `constructor` must not find what every object has.
    return (type) => (Object.hasOwn(handlers, type) ? handlers[type] : undefined);
}
/** What tells the user; an error of theirs in doing so ends nothing. */
function reporter(onError = consoleError) {
    return (error, job) => {
        void (async () => onError(error, job))().catch((own) => consoleError(own));
    };
}
function consoleError(error, job) {
    const about = job === undefined ? 'ojs worker:' : `ojs worker, ${job.type} ${job.id}:`;
    console.error(about, error);
}
