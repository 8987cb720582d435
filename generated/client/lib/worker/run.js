import { isOjsError, OjsError } from "../error.js";
import { failureOf, noHandler, timedOut } from "./failure.js";
import { settle } from "./settle.js";
/** Longer ones overflow a timer; the server still ends the run. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/**
 * Starts the handler of a job.
 * @param onEnd called once, when the handler has ended and the server knows
 */
export function startRun(context, job, onEnd) {
    const abort = new AbortController();
    // One a job: on one for all, Node 20 would warn of more than ten listeners.
    const telling = new AbortController();
    let phase = 'working';
    function drop(reason) {
        phase = 'dropped';
        abort.abort(reason);
    }
    async function tell(outcome) {
        const error = await settle(context, job, outcome, telling.signal);
        // The server ends a run that takes too long by itself, and is mostly first.
        const known = abort.signal.aborted && phase === 'settling' && isOjsError(error, 'conflict');
        if (error !== undefined && !known)
            context.report(error, job);
    }
    async function work() {
        const outcome = await outcomeOf(context, job, abort, () => phase === 'working');
        if (phase === 'working') {
            phase = 'settling';
            await tell(outcome);
        }
        onEnd(run);
    }
    const run = {
        job,
        since: performance.now(),
        isOurs: () => phase !== 'dropped',
        isWorking: () => phase === 'working',
        lose() {
            const reason = notOurs(job);
            drop(reason);
            context.report(reason, job);
        },
        async giveBack() {
            if (phase === 'settling')
                await ended;
            if (phase !== 'working')
                return;
            drop(new DOMException('The worker ends; the job was given back.', 'AbortError'));
            await tell({ failure: { requeue: true } });
        },
        hangUp: () => telling.abort(new DOMException('The worker has ended.', 'AbortError')),
    };
    const ended = work();
    return run;
}
/** Runs the handler to its end. Never fails. */
async function outcomeOf({ client, handlerOf, settings, report }, job, abort, isWorking) {
    const handler = handlerOf(job.type);
    if (handler === undefined) {
        const failure = noHandler(job.type);
        report(new Error(failure.message), job);
        return { failure };
    }
    const { signal } = abort;
    async function progress(said) {
        await client.progress(job, said, { signal }).catch((error) => {
            if (!signal.aborted)
                report(error, job);
        });
    }
    const { timeout_ms: timeoutMs = Number.POSITIVE_INFINITY } = job;
    let late = false;
    const strike = () => {
        late = true;
        abort.abort(new DOMException(timedOut(timeoutMs).message, 'TimeoutError'));
    };
    const timer = timeoutMs <= LONGEST_TIMER_MS ? setTimeout(strike, timeoutMs) : undefined;
    try {
        const { parent_results: parentResults = [], workflow_id: workflowId } = job;
        return { result: await handler(job, { signal, progress, parentResults, workflowId }) };
    }
    catch (thrown) {
        if (isWorking())
            report(thrown, job);
        return { failure: late ? timedOut(timeoutMs) : failureOf(thrown, settings.sendStack) };
    }
    finally {
        clearTimeout(timer);
    }
}
function notOurs({ id, attempt }) {
    return new OjsError('conflict', `Attempt ${attempt} of job ${id} is not this worker's any more.`, {
        retryable: false,
        details: { job_id: id },
        hint: 'It was cancelled, took too long, or its lease ran out; drop what was done for it.',
    });
}
