import type { AnyJobs, DeadLetterPage, Failure, HeldJob, Hold, Job } from './jobs.js';
import type { CallOptions, Cron, CronChange, CronDefinition, CronListOptions, CronPage, DeadLetterOptions, EnqueueOptions, EventsAnswer, EventsOptions, FetchOptions, Health, HeartbeatAnswer, HeartbeatOptions, Manifest, PageOptions, PausedQueue, Progress, ProgressReport, Queue, QueuePage, QueueStats, ResumedQueue } from './options.js';
import type { Workflow, WorkflowDefinition, WorkflowPageOptions } from './workflows.js';
/** The verbs of the standard. Each one fails with an `OjsError`, or with the reason of its signal. */
export interface Client<Jobs = AnyJobs> {
    /** Who this client is to the server: sent with every fetch and heartbeat. */
    readonly workerId: string;
    /**
     * Stores a job. The client makes its id, so that a try that is repeated stores nothing twice; the
     * 409 of a repeat (`duplicate`, this id) is success, and the stored job comes back. A call that
     * names its own `id` can be repeated in the same way, also after a crash.
     */
    enqueue<Type extends keyof Jobs & string>(type: Type, args: Jobs[Type], options?: EnqueueOptions): Promise<Job<Jobs, Type>>;
    /** Reads a job. Fails with `not_found` where there is none. */
    get(id: string, options?: CallOptions): Promise<Job<Jobs>>;
    /** Ends a job that has not ended. One that is cancelled already is answered, not refused. */
    cancel(id: string, options?: CallOptions): Promise<Job<Jobs>>;
    /** Takes jobs, at most `count` (default 1), from the first queue that has some. None is `[]`. */
    fetch(queues: string | readonly string[], options?: FetchOptions): Promise<HeldJob<Jobs>[]>;
    /**
     * Says that a job is done. Sends the worker and the attempt that the job was fetched with, and fails
     * with `conflict` where the job is held by another one by now: drop the outcome then.
     */
    ack(job: Hold, result?: unknown, options?: CallOptions): Promise<Job<Jobs>>;
    /** Says that a job failed, or gives it back. Refused as `ack` is. */
    nack(job: Hold, failure: Failure, options?: CallOptions): Promise<Job<Jobs>>;
    /**
     * Says that this worker lives and still works on `jobs`. One that is missing in `jobs_extended` was
     * cancelled, has ended, or went to another worker. Of one job alone the attempt is sent too, so that
     * another attempt of it is not held up.
     */
    heartbeat(jobs: readonly Hold[], options?: HeartbeatOptions): Promise<HeartbeatAnswer>;
    /**
     * Registers a cron. Where there is one of this name with the same expression, time zone and job type,
     * that one is answered; where it differs, the call fails with `duplicate`.
     */
    registerCron(definition: CronDefinition, options?: CallOptions): Promise<Cron>;
    /** Reads a cron. Fails with `not_found` where there is none. */
    getCron(name: string, options?: CallOptions): Promise<Cron>;
    /** A page of the crons. */
    listCrons(options?: CronListOptions): Promise<CronPage>;
    /** Changes a cron, or enables or disables it. */
    updateCron(name: string, change: CronChange, options?: CallOptions): Promise<Cron>;
    /** Deletes a cron where there is one; its jobs stay. */
    deleteCron(name: string, options?: CallOptions): Promise<void>;
    /**
     * Stores jobs that belong together: a chain, a group or a batch. The client makes the id, so that a
     * try that is repeated stores nothing twice; a workflow that names its own `id` can be repeated in the
     * same way, also after a crash.
     */
    createWorkflow(definition: WorkflowDefinition<Jobs>, options?: CallOptions): Promise<Workflow>;
    /** Reads a workflow with a page of its steps or jobs. Fails with `not_found` where there is none. */
    getWorkflow(id: string, options?: WorkflowPageOptions): Promise<Workflow>;
    /**
     * Cancels all jobs of a workflow that have not ended; no step and no callback follows. One that is
     * cancelled already is answered, not refused.
     */
    cancelWorkflow(id: string, options?: CallOptions): Promise<Workflow>;
    /**
     * Says how far a job has come: `{ progress: 0.5 }`, `message`, `data`. Also a heartbeat for it. A
     * report that comes too late changes nothing and is no failure; the answer is what is known.
     */
    progress(job: Hold, report: ProgressReport, options?: CallOptions): Promise<Progress>;
    /** How far a job has come. */
    progressOf(id: string, options?: CallOptions): Promise<Progress>;
    /** What happened, the oldest first. Poll with the `cursor` of the answer before as `after`. */
    events(options?: EventsOptions): Promise<EventsAnswer>;
    /** A page of the queues, in the order of their names; `pagination.next_cursor` leads to the next one. */
    queues(options?: PageOptions): Promise<QueuePage>;
    /** A queue: whether it is paused, and where it is in SQS. One that nothing has named yet is no error. */
    queue(name: string, options?: CallOptions): Promise<Queue>;
    /** How many jobs of the queue are in each state. */
    queueStats(name: string, options?: CallOptions): Promise<QueueStats>;
    /** Lets no worker have jobs of the queue from now on, on other servers within a second. */
    pauseQueue(name: string, options?: CallOptions): Promise<PausedQueue>;
    /** Lets workers have jobs of the queue again. */
    resumeQueue(name: string, options?: CallOptions): Promise<ResumedQueue>;
    /** Reads the dead letter, newest first: jobs that failed for good and are kept. */
    deadLetter(options?: DeadLetterOptions): Promise<DeadLetterPage<Jobs>>;
    /**
     * Runs a job of the dead letter again, with all its attempts before it. Fails with `not_found` where it
     * is not there; where a repeat finds that it has been taken out since, the job is answered.
     */
    retryDeadLetter(id: string, options?: CallOptions): Promise<Job<Jobs>>;
    /**
     * Deletes a job of the dead letter for good. One that is not stored (any more) is deleted enough; fails
     * with `not_found` where there is a job of this id that is not in the dead letter.
     */
    deleteDeadLetter(id: string, options?: CallOptions): Promise<void>;
    /** What the server can do. */
    manifest(options?: CallOptions): Promise<Manifest>;
    /** How the server does. A degraded one (503) is an answer too, and is not tried again. */
    health(options?: CallOptions): Promise<Health>;
}
/** What is run for every map: no map is known when an answer is read. */
export type AnyClient = Omit<Client, 'enqueue' | 'createWorkflow'> & {
    enqueue(type: string, args: unknown[], options?: EnqueueOptions): Promise<Job>;
    createWorkflow(definition: WorkflowDefinition, options?: CallOptions): Promise<Workflow>;
};
