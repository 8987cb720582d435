import { drain } from "./drain.js";
import { fetchLoop } from "./fetch-loop.js";
import { heartbeatLoop } from "./heartbeat.js";
import { startRun } from "./run.js";
import { running } from "./running.js";
import { listenToSignals } from "./signals.js";
/**
 * The life of a worker (ojs-worker-protocol 2.3): running, perhaps quiet, terminate. Ends when it has
 * stopped, with nothing of it left: no timer, no listener, no request. Never fails.
 */
export async function live(context, { stop, force }) {
    const { settings } = context;
    const jobs = running();
    /** Aborted when no more jobs are to be taken. */
    const quiet = new AbortController();
    const beats = new AbortController();
    stop.signal.addEventListener('abort', () => quiet.abort(), { once: true });
    function now() {
        if (stop.signal.aborted)
            return 'terminate';
        return quiet.signal.aborted ? 'quiet' : 'running';
    }
    /** Only ever forward: a directive that is no longer repeated lifts nothing. */
    function onDirective(wanted) {
        if (wanted === 'terminate')
            stop.abort();
        if (wanted === 'quiet')
            quiet.abort();
    }
    function onJob(job) {
        // That it comes again says that its lease ran out: who still works on it has lost it.
        for (const run of jobs.all())
            if (run.job.id === job.id && run.isWorking())
                run.lose();
        jobs.add(startRun(context, job, jobs.delete));
    }
    const deaf = settings.handleSignals
        ? listenToSignals(() => (stop.signal.aborted ? force.abort() : stop.abort()))
        : undefined;
    const beating = heartbeatLoop(context, jobs, beats.signal, { now, onDirective });
    await fetchLoop(context, jobs, quiet.signal, onJob);
    await aborted(stop.signal);
    await drain(jobs, settings.shutdownGraceMs, force);
    beats.abort();
    await beating;
    deaf?.();
}
function aborted(signal) {
    return new Promise((resolve) => {
        if (signal.aborted)
            return resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
    });
}
