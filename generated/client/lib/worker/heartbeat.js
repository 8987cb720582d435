import { pauseMs, within } from "./patience.js";
/** Beats in the visibility time: three of them may be lost. */
const BEATS_PER_LEASE = 4;
const LONGEST_INTERVAL_MS = 10_000;
/** A beat gets this long even where the next one is due. */
const SHORTEST_LIMIT_MS = 2_000;
/**
 * The server reads heads as they were a moment ago, so a beat that follows close on a claim may miss
 * the job; it is judged by the next one.
 */
const SETTLED_AFTER_MS = 1_000;
/** How often a worker says that it lives (ojs-worker-protocol 4.2), in milliseconds. */
export function beatIntervalMs(visibilityTimeoutMs) {
    return Math.min(visibilityTimeoutMs / BEATS_PER_LEASE, LONGEST_INTERVAL_MS);
}
/**
 * Names all jobs in one beat, at once and then at the interval, until `signal` is aborted. A job that
 * the server does not extend is lost. Never fails.
 */
export async function heartbeatLoop(context, running, signal, state) {
    const { client, settings, machine, report } = context;
    const { queues, concurrency } = settings;
    const intervalMs = beatIntervalMs(settings.visibilityTimeoutMs);
    const limitMs = Math.max(intervalMs, SHORTEST_LIMIT_MS);
    let failures = 0;
    while (!signal.aborted) {
        const runs = running.all().filter((run) => run.isOurs());
        const sentAt = performance.now();
        const about = { state: state.now(), queues: [...queues], concurrency };
        const jobs = runs.map(({ job }) => job);
        let delayMs = intervalMs;
        try {
            const answer = await within(limitMs, signal, (each) => client.heartbeat(jobs, { ...about, signal: each }));
            failures = 0;
            const extended = new Set(answer.jobs_extended);
            for (const run of runs) {
                const settled = sentAt - run.since >= SETTLED_AFTER_MS;
                if (settled && run.isWorking() && !extended.has(run.job.id))
                    run.lose();
            }
            state.onDirective(answer.state);
        }
        catch (error) {
            if (signal.aborted)
                return;
            report(error);
            failures += 1;
            delayMs = Math.min(intervalMs, pauseMs(failures, error, machine.random()));
        }
        await machine.wait(delayMs, signal).catch(() => undefined);
    }
}
