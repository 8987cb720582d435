export interface paths {
    "/ojs/manifest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What this server can do
         * @description Served without a version in its path, and whatever OJS-Version asks for, so that a client can find out what to ask for.
         */
        get: operations["getManifest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How this server does, without a key
         * @description The same answer as GET /ojs/v1/health, for probes. OJS-Version is not looked at.
         */
        get: operations["getRootHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether to send requests to this server
         * @description 503 while the server ends (drain) and where its store cannot be reached. It listens only once it is ready. Needs no key; OJS-Version is not looked at.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether this process answers
         * @description Asks no store, so that a store that is away makes nobody restart the server. Needs no key; OJS-Version is not looked at.
         */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How this server does */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enqueue a job
         * @description The job is stored when the answer comes. It can be fetched at once from the same server, and within a second from others.
         */
        post: operations["createJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/jobs/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enqueue many jobs at once
         * @description All of the jobs exist when the answer comes, or none does. They appear at once, in the order of the request. The body as a whole may have 16 MiB (OJS_MAX_BATCH_BYTES), each job what a single enqueue may have. Unique policies hold as if the jobs had been sent one after the other. One that rejects fails the whole batch. For a job that is ignored the answer has, in its place, the stored job or the earlier one of the batch; one that a later job of the batch replaces is stored as cancelled. Where another batch with the same unique job is being stored, the answer comes within 2 s, or is 503.
         */
        post: operations["createJobBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a job */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Cancel a job
         * @description Ends a job that has not ended, also one that a worker holds. The worker learns it from its next heartbeat, or from a 409.
         */
        delete: operations["cancelJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/jobs/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a pending job go
         * @description A job that was enqueued with options.pending is available from now on, or scheduled where its moment is still to come. A body is not read.
         */
        post: operations["activateJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job (another form)
         * @description The same as DELETE /ojs/v1/jobs/{id}. A body is not read.
         */
        post: operations["cancelJobAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/jobs/fetch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take jobs to work on (another path)
         * @description The same as POST /ojs/v1/workers/fetch.
         */
        post: operations["fetchJobsAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/jobs/{id}/ack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that the job in the path is done
         * @description The same as POST /ojs/v1/workers/ack for the job in the path. A body is needed only where there is something to tell.
         */
        post: operations["ackJobById"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/jobs/{id}/nack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that the job in the path failed, or give it back
         * @description The same as POST /ojs/v1/workers/nack for the job in the path.
         */
        post: operations["nackJobById"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/jobs/{id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how far a job has come
         * @description The present attempt, or the last one where none runs; a new attempt begins with nothing.
         */
        get: operations["getJobProgress"];
        /**
         * Say how far a job has come
         * @description Also a heartbeat for the job. A report for a job that is not active, or that is behind an earlier one, is answered with what is known and changes nothing.
         */
        put: operations["putJobProgress"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/workers/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say how far a job has come, in percent
         * @description The form of the official JavaScript client; does what PUT /ojs/v1/jobs/{id}/progress does.
         */
        post: operations["reportProgress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/workers/fetch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take jobs to work on
         * @description Each job in the answer is held by the worker until it is acknowledged, given back, or its time is over without a heartbeat.
         */
        post: operations["fetchJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/workers/ack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that a job is done
         * @description The result is stored with the job. Without worker_id and attempt the answer is taken for the present holder's.
         */
        post: operations["ackJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/workers/nack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that a job failed, or give it back
         * @description The job runs again after a delay, or is discarded where no attempt is left or the error is final. With requeue it is available at once and the attempt does not count.
         */
        post: operations["nackJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/workers/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that a worker lives
         * @description The jobs named stay with the worker for another visibility time.
         */
        post: operations["workerHeartbeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what happened
         * @description The next events after a cursor, the oldest first. Poll with the cursor of the answer before; a
         *     request without one begins with the oldest event that is kept (7 days). Filters are combined: an
         *     event has to match all of them.
         *
         *     An event is there within half a second, on the server that tells it at once. Delivery is best
         *     effort: a server that crashes loses what it told in its last 300 ms. An event that is told twice
         *     has the same id both times.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the queues
         * @description All queues that a job or a pause has named, in the order of their names.
         */
        get: operations["listQueues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/queues/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a queue
         * @description An extension of this server. How the queue is configured, whether it is paused, and under which names it is found in SQS.
         */
        get: operations["getQueue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/queues/{name}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count the jobs of a queue
         * @description How many jobs of the queue are in each state. What this server did shows at once, what others did within a second. Jobs that ended are counted since the queue began.
         */
        get: operations["getQueueStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/queues/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a queue
         * @description No worker gets jobs from the queue until it is resumed, on this server at once and on others within a second. Jobs are still taken in, and those that run go on. A body is not read.
         */
        post: operations["pauseQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/queues/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a queue
         * @description Workers get jobs from the queue again. One that is not paused is answered in the same way. A body is not read.
         */
        post: operations["resumeQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/dead-letter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the dead letter
         * @description The jobs that were discarded with `on_exhaustion: dead_letter` or by the code DEAD_LETTER, newest
         *     first. A page begins at an offset, at a page number, or behind a cursor; only one of the three may
         *     be asked for, and only a cursor goes further than 10,000 jobs. A page ends early where its jobs
         *     come to about 8 MB: go on by its cursor, or with the offset plus the number of its jobs.
         */
        get: operations["listDeadLetterJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/dead-letter/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a dead-lettered job
         * @description The job is gone for good, with all its data. Its id is free again.
         */
        delete: operations["deleteDeadLetterJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/dead-letter/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a dead-lettered job again
         * @description The same job waits at the back of its queue, with all its attempts before it. Its error is cleared, its errors stay. A body may be left out.
         */
        post: operations["retryDeadLetterJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/admin/dead-letter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the dead letter, and count it
         * @description The same list under the names of the admin API. Its total is counted: about 1 read unit for 60 jobs
         *     that are kept.
         */
        get: operations["adminListDeadLetter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/admin/dead-letter/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count the dead letter
         * @description How many jobs are kept, by queue, from when to when, and for how long. About 1 read unit for 60 jobs that are kept.
         */
        get: operations["adminDeadLetterStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/admin/dead-letter/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a dead-lettered job again
         * @description The same as the retry beside the list, under the names of the admin API.
         */
        post: operations["adminRetryDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/cron": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the crons
         * @description All crons in the order of their names.
         */
        get: operations["listCrons"];
        put?: never;
        /**
         * Register a cron
         * @description From now on each tick of the expression makes a job. A name that is taken is refused; the cron of that name is left as it is.
         */
        post: operations["registerCron"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/cron/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a cron */
        get: operations["getCron"];
        put?: never;
        post?: never;
        /**
         * Delete a cron
         * @description It ticks no more. Jobs that it has made are left alone.
         */
        delete: operations["deleteCron"];
        options?: never;
        head?: never;
        /**
         * Change a cron, enable or disable it
         * @description Jobs that it has made are left alone.
         */
        patch: operations["updateCron"];
        trace?: never;
    };
    "/ojs/v1/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a workflow
         * @description Jobs that belong together. In a chain each job is enqueued when the one before has succeeded, and
         *     gets the results of those before it; a job that fails for good ends the chain. In a group all are
         *     enqueued at once. In a batch, too, and callbacks follow when all have ended.
         *
         *     Every job and callback is held to the rules of a single enqueue before anything is stored. The body
         *     as a whole may have 16 MiB (OJS_MAX_BATCH_BYTES), each job what a single enqueue may have.
         */
        post: operations["createWorkflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/workflows/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a workflow
         * @description The workflow, and a page of its steps or jobs. A page ends early, as `pagination` says, where its results come to 8 MiB.
         */
        get: operations["getWorkflow"];
        put?: never;
        post?: never;
        /**
         * Cancel a workflow
         * @description All of its jobs that have not ended are cancelled, those that workers hold, too. No step and no callback follows.
         */
        delete: operations["cancelWorkflow"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ojs/v1/admin/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget every job, queue and worker
         * @description An extension of this server, for tests. The route is there only on embedded stores, and only where OJS_TEST_RESET is true. A body is not read.
         */
        post: operations["resetServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AckAnswer: {
            /** @constant */
            acknowledged: true;
            id: components["schemas"]["JobId"];
            /** @description The same as id. */
            job_id: components["schemas"]["JobId"];
            /** @constant */
            state: "completed";
            completed_at: components["schemas"]["ServerTime"];
            job: components["schemas"]["Job"];
        };
        /** @description Says that the job in the path is done. Unknown fields are ignored. */
        AckByIdRequest: {
            /** @description Need not be sent, since the path names the job. Where it is sent, it is the id in the path; another one is refused with 400. */
            job_id?: string;
        } & components["schemas"]["AckReport"];
        /** @description What a worker tells of a job that is done. Unknown fields are ignored. */
        AckReport: {
            /** @description What the job came to: any JSON value, kept as it is sent. */
            result?: unknown;
            /** @description Where it is sent, the worker that fetched the job; another one is refused with 409. */
            worker_id?: components["schemas"]["WorkerId"];
            /** @description An extension of this server: where it is sent, the attempt that the job was fetched with; another one is refused with 409. */
            attempt?: number;
        };
        /** @description Says that a job is done. Unknown fields are ignored. */
        AckRequest: {
            /** @description The id of the job that was fetched. One that no job has is 404, whatever it looks like. */
            job_id: string;
        } & components["schemas"]["AckReport"];
        ActivateAnswer: {
            job: components["schemas"]["Job"];
        };
        /** @description A part of the dead letter, newest first, under the names of the admin API. */
        AdminDeadLetterPage: {
            items: components["schemas"]["DeadLetterJob"][];
            pagination: {
                /** @description How many jobs there are in all, of the queue and type asked for. */
                total: number;
                /** @description Number of the page the offset lies in; not there where a cursor was sent. */
                page?: number;
                per_page: number;
                /** @description Whether older jobs follow. */
                has_more: boolean;
                /** @description To be sent as cursor for the page that follows. There where has_more is true. */
                next_cursor?: string;
            };
        };
        /** @description The stored jobs in the order of the request. */
        BatchAnswer: {
            jobs: components["schemas"]["Job"][];
            count: number;
        };
        /** @description Jobs to be stored together: all of them or none. More than the server's limit (10000 unless configured) are refused with 413. */
        BatchRequest: {
            jobs: components["schemas"]["EnqueueRequest"][];
        };
        CancelAnswer: {
            job: components["schemas"]["Job"];
        };
        /** @description 409: the id is stored already (duplicate), or the job is in another state or another worker's (conflict). */
        ConflictAnswer: {
            error: {
                /** @enum {string} */
                code: "duplicate" | "conflict";
                /** @constant */
                retryable: false;
            } & WithRequired<components["schemas"]["ErrorBody"], "code" | "retryable">;
        };
        Count: number;
        /** @description A cron as the server answers it. Its job is there twice: as job_template, and flat. */
        Cron: {
            name: components["schemas"]["CronName"];
            /** @description As it was sent. */
            expression: string;
            /** @description The same as expression. */
            cron: string;
            timezone: string;
            /** @enum {string} */
            overlap_policy: "skip" | "allow" | "cancel_previous" | "enqueue";
            enabled: boolean;
            /**
             * @description The same as enabled, in a word.
             * @enum {string}
             */
            status: "active" | "disabled";
            description?: string;
            /** @description The job of each tick, as it was sent. */
            job_template: {
                type: components["schemas"]["JobType"];
                args: unknown[];
            } & {
                [key: string]: unknown;
            };
            type: components["schemas"]["JobType"];
            args: unknown[];
            meta?: {
                [key: string]: unknown;
            };
            options?: {
                [key: string]: unknown;
            };
            /** @description Ticks that made a job. */
            run_count: components["schemas"]["Count"];
            /** @description The latest tick that made a job; null before the first. */
            last_run_at: components["schemas"]["ServerTime"] | null;
            /** @description The next tick; null while disabled. */
            next_run_at: components["schemas"]["ServerTime"] | null;
            created_at: components["schemas"]["ServerTime"];
        };
        /** @description A cron under both names that readers know (DECISIONS 1.5). */
        CronAnswer: {
            cron: components["schemas"]["Cron"];
            /** @description The same. */
            cron_job: components["schemas"]["Cron"];
        };
        /** @description What is to be changed of a cron; what is left out stays. Of its job, job_template replaces all; without it type, args, meta, schema, options, or an option by itself, replace what is stored under that name. A new expression or time zone, and enabling, count from now. */
        CronChange: {
            expression?: components["schemas"]["CronExpression"];
            /** @description Another name for expression, which wins. */
            cron?: components["schemas"]["CronExpression"];
            /** @description Another name for expression, which wins. */
            schedule?: components["schemas"]["CronExpression"];
            timezone?: components["schemas"]["CronZone"];
            overlap_policy?: components["schemas"]["OverlapPolicy"];
            /** @description Whether it ticks. */
            enabled?: boolean;
            /** @description For people. */
            description?: string;
            job_template?: components["schemas"]["CronTemplate"];
            type?: components["schemas"]["JobType"];
            args?: unknown[];
            meta?: {
                [key: string]: unknown;
            };
            schema?: string;
            options?: components["schemas"]["JobOptions"];
        } & components["schemas"]["JobOptions"];
        CronDeletedAnswer: {
            /** @constant */
            deleted: true;
            name: components["schemas"]["CronName"];
            /** @description As it was. */
            cron: components["schemas"]["Cron"];
        };
        /** @description Five cron fields (minute, hour, day of month, month, day of week) or six with seconds first; @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly; or @every with a duration such as 1h30m. L, W and # are understood in the fields for days. What does not hold is refused with 400. */
        CronExpression: string;
        /** @description The name of a cron: lower-case letters, digits, dots and hyphens, the first no dot and no hyphen. */
        CronName: string;
        /** @description A cron to be registered. Its job stands in job_template, or flat beside the other fields: type, args, meta, schema, options, and each option by itself; where both are there, job_template is taken. Fields that only the server sets are ignored. */
        CronRequest: {
            name: components["schemas"]["CronName"];
            expression?: components["schemas"]["CronExpression"];
            /** @description Another name for expression, which wins. */
            cron?: components["schemas"]["CronExpression"];
            /** @description Another name for expression, which wins. */
            schedule?: components["schemas"]["CronExpression"];
            timezone?: components["schemas"]["CronZone"];
            overlap_policy?: components["schemas"]["OverlapPolicy"];
            /** @description Whether it ticks. Without it true. */
            enabled?: boolean;
            /** @description For people. */
            description?: string;
            job_template?: components["schemas"]["CronTemplate"];
            type?: components["schemas"]["JobType"];
            /** @description Without it none. */
            args?: unknown[];
            meta?: {
                [key: string]: unknown;
            };
            schema?: string;
            options?: components["schemas"]["JobOptions"];
        } & (components["schemas"]["JobOptions"] & (unknown | unknown | unknown) & (unknown | unknown));
        /** @description The job of each tick, written as a request to enqueue one, without an id. Times relative to now count from the tick. At most 65536 bytes. */
        CronTemplate: {
            type: components["schemas"]["JobType"];
            /** @description Without it none. */
            args?: unknown[];
            /** @description The server adds cron_name and cron_triggered_at. */
            meta?: {
                [key: string]: unknown;
            };
            schema?: string;
            options?: components["schemas"]["JobOptions"];
        } & components["schemas"]["JobOptions"];
        /** @description The IANA name of a time zone, such as Europe/Berlin, or UTC. Offsets and abbreviations are refused with 400. Without it UTC. */
        CronZone: string;
        CronsAnswer: {
            /** @description In the order of their names. */
            crons: components["schemas"]["Cron"][];
            /** @description The same. */
            cron_jobs: components["schemas"]["Cron"][];
            /** @description Crons in this answer. */
            count: components["schemas"]["Count"];
            pagination: components["schemas"]["Pagination"];
        };
        DeadLetterDeleted: {
            /** @constant */
            deleted: true;
            job_id: components["schemas"]["JobId"];
        };
        /** @description A job in the dead letter: the whole job, and how often it has run in all. */
        DeadLetterJob: components["schemas"]["Job"] & {
            /** @constant */
            state?: "discarded";
            /** @description Runs of the job in all, those before an earlier retry from the dead letter included. */
            total_attempts: number;
        };
        /** @description A part of the dead letter, newest first. */
        DeadLetterPage: {
            jobs: components["schemas"]["DeadLetterJob"][];
            pagination: {
                /** @description The most jobs that this page could have; it has fewer where they are large. */
                limit: number;
                /** @description How many newer jobs were passed over; not there where a cursor was sent. */
                offset?: number;
                /** @description Whether older jobs follow. */
                has_more: boolean;
                /** @description To be sent as cursor for the page that follows. There where has_more is true. */
                next_cursor?: string;
                /** @description How many jobs there are in all. There only where this page has come to the end without a cursor: to count further would cost a read of them all. */
                total?: number;
            };
        };
        /** @description Nothing has to be said. Unknown fields are ignored. */
        DeadLetterRetryRequest: {
            /** @description What is to be different in the next life of the job. Not offered yet: refused with 422 where it holds anything. */
            override?: {
                [key: string]: unknown;
            };
        };
        /** @description Numbers of the dead letter, as it was a moment ago. */
        DeadLetterStats: {
            total: number;
            /** @description Jobs by the queue they were in. */
            by_queue: {
                [key: string]: number;
            };
            /** @description When the oldest was discarded. */
            oldest_at?: components["schemas"]["ServerTime"];
            /** @description When the newest was discarded. */
            newest_at?: components["schemas"]["ServerTime"];
            retention: {
                /** @description An ISO 8601 duration. */
                max_age: string;
                max_count: number;
            };
        };
        /** @description The stored job that the new one is a duplicate of; nothing was stored. */
        DeduplicatedAnswer: {
            job: components["schemas"]["Job"];
            /** @constant */
            deduplicated: true;
        };
        /** @description One job to be stored. Top-level fields with names of the client's own are kept and come back on the job; fields that only the server sets (state, attempt, created_at and the like) are ignored. */
        EnqueueRequest: {
            /** @description The client's own id. One that is stored already is refused with 409. */
            id?: components["schemas"]["JobId"];
            type: components["schemas"]["JobType"];
            /** @description The arguments of the job, kept as they are sent: order, nesting, nulls, digits of numbers. */
            args: unknown[];
            /** @description What travels with the job and is not an argument, kept as it is sent. At most 65536 bytes. */
            meta?: {
                [key: string]: unknown;
            };
            /** @description The name of a schema that args are written to, usually a URN. It is stored, not checked. */
            schema?: string;
            options?: components["schemas"]["JobOptions"];
        } & components["schemas"]["JobOptions"];
        /** @description What is wrong with a request, or with the server (DECISIONS 4). */
        ErrorBody: {
            /**
             * @description The kind of refusal, for programs.
             * @enum {string}
             */
            code: "invalid_payload" | "invalid_request" | "unauthenticated" | "not_found" | "duplicate" | "conflict" | "validation_error" | "unsupported" | "backend_error";
            /** @description The same as code. */
            type: string;
            /** @description What is wrong, for people. */
            message: string;
            /** @description Whether the same request may succeed later. */
            retryable: boolean;
            /** @description The parts of the message, for programs. */
            details?: {
                [key: string]: unknown;
            };
            /** @description What to do about it. */
            hint: string;
            /** @description Where to read on. */
            docs_url: string;
            /** @description The same as the header X-Request-Id. */
            request_id: string;
        };
        /** @description Something that happened, in the standard's envelope (ojs-events 2). */
        Event: {
            /** @constant */
            specversion: "1.0";
            /** @description Its own. What is told twice has the same id both times. */
            id: string;
            /** @description What happened: job.enqueued, job.scheduled, job.started, job.completed, job.failed, job.retrying, job.discarded, job.cancelled, job.expired, queue.paused, queue.resumed, cron.triggered, cron.skipped, workflow.created, workflow.started, workflow.step_completed, workflow.step_failed, workflow.job_completed, workflow.job_failed, workflow.callback_fired, workflow.completed, workflow.failed or workflow.cancelled; later versions know more. */
            type: string;
            /** @description The server process that tells it. */
            source: string;
            /** @description When it was told. */
            time: components["schemas"]["ServerTime"];
            /** @description The id of the job or workflow, or the name of the queue or cron. */
            subject: string;
            data: components["schemas"]["EventData"];
        };
        /** @description What an event says beside its envelope (ojs-events 4). Events of jobs have job_id, job_type, queue and attempt, those of queues queue, those of workflows workflow_id; the rest depends on the type. */
        EventData: {
            job_id?: components["schemas"]["JobId"];
            job_type?: components["schemas"]["JobType"];
            queue?: components["schemas"]["QueueName"];
            /** @description Number of the attempt that runs, or ran last; 0 before the first. */
            attempt?: number;
            /** @description job.enqueued. */
            priority?: number;
            /** @description job.scheduled: when it is due. */
            scheduled_at?: components["schemas"]["ServerTime"];
            /** @description job.started: who fetched it, where the fetch named a worker. */
            worker_id?: components["schemas"]["WorkerId"];
            /** @description job.completed and job.failed: how long the attempt ran. */
            duration_ms?: number;
            /** @description job.completed: what the job came to, where it is short (128 bytes); the job has a longer one. */
            result?: unknown;
            /** @description job.failed and job.retrying: the failure, its texts cut after 1000 characters. */
            error?: components["schemas"]["EventError"];
            /** @description job.retrying. */
            max_attempts?: number;
            /** @description job.retrying. */
            next_retry_at?: components["schemas"]["ServerTime"];
            /** @description job.discarded. */
            total_attempts?: number;
            /** @description job.discarded. */
            last_error?: components["schemas"]["EventError"];
            /** @description job.expired. */
            created_at?: components["schemas"]["ServerTime"];
            /** @description job.expired: the moment that had been set. */
            expired_at?: components["schemas"]["ServerTime"];
            /** @description Events of crons have it, and no queue. */
            cron_name?: components["schemas"]["CronName"];
            /** @description Events of crons. */
            cron_expression?: string;
            /** @description Events of crons. */
            timezone?: string;
            /** @description cron.triggered: ticks so far that made a job. */
            run_count?: components["schemas"]["Count"];
            /** @description Events of crons: when the tick was due. */
            scheduled_time?: components["schemas"]["ServerTime"];
            /** @description cron.triggered: when it was carried out. */
            actual_time?: components["schemas"]["ServerTime"];
            /**
             * @description cron.skipped: overlap_skip. It is missing where the job of the tick was refused; the server's log says why.
             * @enum {string}
             */
            reason?: "overlap_skip";
            /** @description cron.skipped: a job of the cron that has not ended, or the job that the template's unique policy keeps. */
            active_job_id?: components["schemas"]["JobId"];
            /** @description Events of workflows. */
            workflow_id?: components["schemas"]["JobId"];
            /** @description Events of workflows. */
            workflow_type?: components["schemas"]["WorkflowType"];
            /** @description workflow.created and those of its end, where it has a name. */
            workflow_name?: string;
            /** @description workflow.created, workflow.started and those of its end: steps or jobs in all. */
            job_count?: components["schemas"]["Count"];
            /** @description workflow.step_completed, workflow.job_failed and the like: which one. */
            step_index?: components["schemas"]["Count"];
            /**
             * @description workflow.callback_fired: which one.
             * @enum {string}
             */
            callback?: "on_complete" | "on_success" | "on_failure";
            /** @description job.expired: how long it could have waited. */
            ttl_ms?: number;
        } & (unknown | unknown | unknown);
        /** @description A failure as an event repeats it; the errors of the job say more. */
        EventError: {
            type: string;
            code: string;
            message: string;
            /** @description Only in job.failed. */
            retryable?: boolean;
        };
        EventsAnswer: {
            /** @description The oldest first. The events of a job come in the order of its life. */
            events: components["schemas"]["Event"][];
            /** @description Where the next request goes on: send it as `after`. Also present where there are no events. */
            cursor: string;
            /** @description Whether to ask again at once. With filters an answer may have more to come and no events. */
            has_more: boolean;
        };
        /** @description 500: an error of the server. */
        FailureAnswer: {
            error: {
                /** @enum {string} */
                code: "backend_error";
                /** @constant */
                retryable: true;
            } & WithRequired<components["schemas"]["ErrorBody"], "code" | "retryable">;
        };
        /** @description The jobs that the worker holds from now on; none is an empty array. */
        FetchAnswer: {
            jobs: components["schemas"]["Job"][];
        };
        /** @description Asks for jobs to work on. Unknown fields are ignored. */
        FetchRequest: {
            /** @description The queues to take from, the first one first. */
            queues: components["schemas"]["QueueName"][];
            /** @description How many jobs at most; over 100 means 100. Without it 1. */
            count?: number;
            /** @description Another name for count, which wins. */
            limit?: number;
            worker_id?: components["schemas"]["WorkerId"];
            /** @description How long the jobs stay with the worker without a heartbeat, in milliseconds; it goes before what the job says. 0 means as if it were not sent. */
            visibility_timeout_ms?: number;
            /** @description An extension of this server: how long to wait for a job where there is none, in milliseconds. Without it 0. */
            wait_ms?: number;
        };
        Health: {
            /** @enum {string} */
            status: "ok" | "degraded";
            /**
             * @description The version of the standard that is served.
             * @constant
             */
            version: "1.0";
            /** @description Whole seconds since this server started. */
            uptime_seconds: number;
            /** @description The store that holds the jobs. */
            backend: {
                type: string;
                /** @enum {string} */
                status: "ok" | "unhealthy";
                /** @description How long the store took to answer, or to be given up, in milliseconds. */
                latency_ms: number;
                /** @description What is wrong with the store. */
                error?: string;
            };
        };
        HeartbeatAnswer: {
            /**
             * @description What the worker is to do: go on, take no more jobs, or end.
             * @enum {string}
             */
            state: "running" | "quiet" | "terminate";
            /** @description The ids sent that the worker still holds. One that is missing was cancelled, ended, or went to another worker. */
            jobs_extended: components["schemas"]["JobId"][];
            server_time: components["schemas"]["ServerTime"];
        };
        /** @description Says that a worker lives and which jobs it works on. The jobs are taken from active_job_ids, or else from active_jobs where it is an array, or else from job_id. Ids that name no job of this worker, and unknown fields, are ignored. */
        HeartbeatRequest: {
            worker_id: components["schemas"]["WorkerId"];
            /** @description The ids of the jobs, or how many there are. */
            active_jobs?: string[] | number;
            /** @description The ids of the jobs. */
            active_job_ids?: string[];
            /** @description The id of the one job. */
            job_id?: string;
            /** @description An extension of this server: where one job is named, the attempt that it was fetched with; another attempt's lease is not extended. */
            attempt?: number;
            /** @description How long the jobs stay with the worker from now on, in milliseconds. Without it, or with 0, as long as at the fetch. */
            visibility_timeout_ms?: number;
            /** @description The state that the worker is in. */
            state?: string;
            /** @description The machine the worker runs on. */
            hostname?: string;
            /** @description The process the worker runs in. */
            pid?: number;
            /** @description The queues that the worker takes from. */
            queues?: string[];
            /** @description How many jobs the worker works on at once. */
            concurrency?: number;
            /** @description Words to find the worker by. */
            labels?: string[];
        };
        /** @description 400: the body is missing or no JSON (invalid_payload), or something in the request is missing or malformed (invalid_request). */
        InvalidAnswer: {
            error: {
                /** @enum {string} */
                code: "invalid_payload" | "invalid_request";
                /** @constant */
                retryable: false;
            } & WithRequired<components["schemas"]["ErrorBody"], "code" | "retryable">;
        };
        /** @description A job as the server answers it. Beside these fields it has those that its creator sent under other names. The fields timeout and options are never there. */
        Job: {
            /** @constant */
            specversion: "1.0";
            id: components["schemas"]["JobId"];
            type: components["schemas"]["JobType"];
            queue: components["schemas"]["QueueName"];
            state: components["schemas"]["JobState"];
            /** @description As they were sent. */
            args: unknown[];
            /** @description As it was sent; empty where nothing was. */
            meta: {
                [key: string]: unknown;
            };
            priority: number;
            /** @description The number of the run that goes on or was the last one; 0 before the first. */
            attempt: number;
            /** @description Runs in all. */
            max_attempts: number;
            /** @description The longest that one run may take, in milliseconds. */
            timeout_ms?: number;
            /** @description How long the job stays with a worker without a heartbeat, in milliseconds. */
            visibility_timeout_ms?: number;
            created_at: components["schemas"]["ServerTime"];
            /** @description When it was stored, or last became available. */
            enqueued_at: components["schemas"]["ServerTime"];
            scheduled_at?: components["schemas"]["Timestamp"];
            expires_at?: components["schemas"]["Timestamp"];
            /** @description When the last run began. */
            started_at?: components["schemas"]["ServerTime"];
            /** @description When it was completed, or discarded after a failure. */
            completed_at?: components["schemas"]["ServerTime"];
            /** @description When it was activated, where it was pending before. */
            activated_at?: components["schemas"]["ServerTime"];
            cancelled_at?: components["schemas"]["ServerTime"];
            discarded_at?: components["schemas"]["ServerTime"];
            /** @description When the next run may begin. */
            next_attempt_at?: components["schemas"]["ServerTime"];
            /** @description The delay before the next run, or before the one that goes on, in milliseconds. */
            retry_delay_ms?: number;
            /** @description The worker that fetched it, where it named itself. */
            worker_id?: components["schemas"]["WorkerId"];
            /** @description Only in the answer to a cancellation or an activation: the state before it. */
            previous_state?: components["schemas"]["JobState"];
            /** @description What the job came to, as the worker sent it. */
            result?: unknown;
            /** @description The last failure, until a run succeeds. */
            error?: components["schemas"]["JobFailure"];
            /** @description The failures so far, the oldest first. */
            errors?: components["schemas"]["JobFailure"][];
            tags?: string[];
            schema?: string;
            /** @description As it was sent. */
            retry?: components["schemas"]["RetryPolicy"];
            /** @description As it was sent. */
            unique?: components["schemas"]["UniquePolicy"];
            /** @description The workflow that the job belongs to. */
            workflow_id?: components["schemas"]["JobId"];
            /** @description Its index in the workflow, or which callback it is. */
            workflow_step?: number | string;
            /** @description In a chain the results of the steps before, in a callback those of all jobs, by index; null where there is none. */
            parent_results?: unknown[];
        };
        JobAnswer: {
            job: components["schemas"]["Job"];
        };
        /** @description One attempt that failed. */
        JobFailure: {
            /** @description The class of the error. */
            type: string;
            /** @description A short name for programs. */
            code: string;
            /** @description What happened, for people. */
            message: string;
            /** @description What the worker said about trying again. */
            retryable?: boolean;
            /** @description The attempt that failed. */
            attempt: number;
            occurred_at: components["schemas"]["ServerTime"];
            /** @description What the worker sent with it. */
            details?: {
                [key: string]: unknown;
            };
        };
        /** @description A UUIDv7 in lower-case hexadecimal digits (DECISIONS 1.1). It orders jobs by the time they were made. */
        JobId: string;
        /** @description How a job is to be run. The same names are understood at the top level of the request; where both are there, the one in options wins. Unknown names in options are ignored. */
        JobOptions: {
            queue?: components["schemas"]["QueueName"];
            /** @description Higher goes first. The names high, normal and low, in any case, stand for 10, 0 and -10. Without it 0. */
            priority?: number | string;
            /** @description The longest that one run may take, in milliseconds, 36500 days at most; 0 means no limit. Without it 1800000. */
            timeout_ms?: number;
            /** @description The same in seconds; timeout_ms wins. */
            timeout?: number;
            /** @description How long a fetched job stays with its worker without a heartbeat, in milliseconds; 0 means as if it were not sent. Without it the server's default. */
            visibility_timeout_ms?: number;
            /** @description The same as a number of seconds or an ISO 8601 duration; visibility_timeout_ms wins. */
            visibility_timeout?: number | string;
            /** @description The job is not run before this moment. */
            scheduled_at?: components["schemas"]["Moment"];
            /** @description Another name for scheduled_at, which wins. */
            delay_until?: components["schemas"]["Moment"];
            /** @description A job that has not begun by this moment is discarded. */
            expires_at?: components["schemas"]["Moment"];
            retry?: components["schemas"]["RetryPolicy"];
            /** @description Another name for retry, which wins. */
            retry_policy?: components["schemas"]["RetryPolicy"];
            unique?: components["schemas"]["UniquePolicy"];
            rate_limit?: components["schemas"]["RateLimitPolicy"];
            /** @description Words to find the job by. */
            tags?: string[];
            /** @description In options: merged into the meta at the top level; a key that is in both keeps the value it has there. */
            meta?: {
                [key: string]: unknown;
            };
            /** @description Merged into meta as the meta in options is, which wins over it. */
            metadata?: {
                [key: string]: unknown;
            };
            /** @description True: the job waits until it is activated. */
            pending?: boolean;
        };
        /**
         * @description Where a job stands. The last three are final.
         * @enum {string}
         */
        JobState: "pending" | "scheduled" | "available" | "active" | "retryable" | "completed" | "cancelled" | "discarded";
        /** @description What kind of work a job is: lower-case segments with dots between them. It chooses the handler in a worker. */
        JobType: string;
        /** @description That this process answers; it says nothing of its store. */
        Liveness: {
            /** @constant */
            status: "alive";
        };
        /** @description What this server can do. It claims nothing that does not work. */
        Manifest: {
            /** @constant */
            specversion: "1.0";
            /**
             * @description The same as specversion.
             * @constant
             */
            ojs_version: "1.0";
            implementation: {
                name: string;
                version: string;
                language: string;
                /** @description The same as backend beside it. */
                backend: string;
                homepage?: string;
            };
            conformance_level: number;
            /** @enum {string} */
            conformance_tier: "parser" | "runtime" | "full";
            protocols: string[];
            backend: string;
            capabilities: {
                batch_enqueue: boolean;
                cron_jobs: boolean;
                dead_letter: boolean;
                delayed_jobs: boolean;
                job_ttl: boolean;
                pause_resume: boolean;
                priority_queues: boolean;
                rate_limiting: boolean;
                schema_validation: boolean;
                unique_jobs: boolean;
                /**
                 * @description What unique jobs hold against: any requests at once (strong), or most of them.
                 * @enum {string}
                 */
                unique_jobs_strength?: "strong" | "best-effort";
                workflows: boolean;
            };
            extensions: {
                official: string[];
                experimental: string[];
            };
            endpoints: {
                base_url: string;
                manifest: string;
                health: string;
            };
        };
        /** @description A moment as a client may write it: an RFC 3339 timestamp with its zone, or an ISO 8601 duration from now on (weeks to seconds), with or without a plus sign before it, 36500 days at most. */
        Moment: string;
        NackAnswer: {
            id: components["schemas"]["JobId"];
            /** @description The same as id. */
            job_id: components["schemas"]["JobId"];
            /** @enum {string} */
            state: "retryable" | "discarded" | "available";
            /** @description The attempt that failed; after a requeue the one before it. */
            attempt: number;
            max_attempts: number;
            next_attempt_at?: components["schemas"]["ServerTime"];
            /** @description Milliseconds until the next attempt. */
            retry_delay_ms?: number;
            discarded_at?: components["schemas"]["ServerTime"];
            /** @description With discarded_at, unless the job was discarded because its expires_at had passed. */
            completed_at?: components["schemas"]["ServerTime"];
            job: components["schemas"]["Job"];
        };
        /** @description Says that the job in the path failed, or gives it back. Unknown fields are ignored. */
        NackByIdRequest: {
            /** @description Need not be sent, since the path names the job. Where it is sent, it is the id in the path; another one is refused with 400. */
            job_id?: string;
        } & components["schemas"]["NackReport"];
        /** @description What went wrong in a worker. Unknown fields are ignored. */
        NackError: {
            /** @description A short name for programs. RETRY, DISCARD, DEAD_LETTER and FAIL say what is to become of the job. Without it handler_error. */
            code?: string;
            /** @description The class of the error. Without it details.error_class, or else code. */
            type?: string;
            /** @description What happened, for people. Without it the code. */
            message?: string;
            /** @description False ends the job, whatever attempts are left. */
            retryable?: boolean;
            /** @description Whatever helps to find the cause, kept as it is sent. */
            details?: {
                [key: string]: unknown;
            };
        };
        /** @description What a worker tells of a job that failed, or that it gives back. Unknown fields are ignored. */
        NackReport: {
            /** @description Needed unless requeue is true. */
            error?: components["schemas"]["NackError"];
            /** @description True gives the job back as it was: it is available at once and the attempt does not count. */
            requeue?: boolean;
            /** @description Where it is sent, the worker that fetched the job; another one is refused with 409. */
            worker_id?: components["schemas"]["WorkerId"];
            /** @description An extension of this server: where it is sent, the attempt that the job was fetched with; another one is refused with 409. */
            attempt?: number;
        };
        /** @description Says that a job failed, or gives it back. Unknown fields are ignored. */
        NackRequest: {
            /** @description The id of the job that was fetched. One that no job has is 404, whatever it looks like. */
            job_id: string;
        } & components["schemas"]["NackReport"];
        /** @description 404: there is no such job, or no such route. */
        NotFoundAnswer: {
            error: {
                /** @enum {string} */
                code: "not_found";
                /** @constant */
                retryable: false;
            } & WithRequired<components["schemas"]["ErrorBody"], "code" | "retryable">;
        };
        /**
         * @description What a tick does while an earlier job of the cron has not ended: skip makes no job; allow and enqueue make one all the same; cancel_previous, or cancel, cancels the earlier ones first. Without it skip.
         * @enum {string}
         */
        OverlapPolicy: "skip" | "allow" | "cancel_previous" | "cancel" | "enqueue";
        /** @description Where a page stands in its list. */
        Pagination: {
            /** @description Entries of the whole list. */
            total: components["schemas"]["Count"];
            /** @description Entries of this page, at most. */
            limit: number;
            /** @description Entries before this page. */
            offset: components["schemas"]["Count"];
            has_more: boolean;
            /** @description What to send as cursor for the next page; there where has_more is true. */
            next_cursor?: string;
        };
        PauseAnswer: {
            queue: {
                name: components["schemas"]["QueueName"];
                /** @constant */
                paused: true;
            };
            /** @constant */
            status: "paused";
            /** @description Since when it is paused. */
            paused_at: components["schemas"]["ServerTime"];
        };
        /** @description How far the present attempt has come, or the last one where none runs. All is null where it has reported nothing. */
        ProgressAnswer: {
            job_id: components["schemas"]["JobId"];
            state: components["schemas"]["JobState"];
            /** @description 0 to 1; 1 once a job that reported anything is completed. */
            progress: number | null;
            message: string | null;
            /** @description As the worker sent it. */
            data: {
                [key: string]: unknown;
            } | null;
            /** @description When that was reported, or the job completed. */
            updated_at: components["schemas"]["ServerTime"] | null;
        };
        /** @description How far an attempt has come, in the form of the official JavaScript client. */
        ProgressReport: {
            /** @description The id of the job. One that no job has is 404, whatever it looks like. */
            job_id: string;
            /** @description 0 to 100; what is below or above is taken for 0 or 100. A lower one than before is passed over. */
            percentage?: number;
            /** @description What the worker is at. Replaces the one before. */
            message?: string;
            /** @description More, as the application likes it: at most 16384 bytes of JSON. Replaces what was there before. */
            data?: {
                [key: string]: unknown;
            };
            /** @description An extension of this server: the worker that fetched the job. The report of another one is passed over. */
            worker_id?: components["schemas"]["WorkerId"];
            /** @description An extension of this server: the attempt that the job was fetched with. The report of another one is passed over. */
            attempt?: number;
        };
        /** @description How far an attempt has come (ojs-progress 5): progress, message or data, or several of them. Unknown fields are ignored; checkpoint is refused, since it would be lost. */
        ProgressRequest: {
            /** @description 0 to 1; what is below or above is taken for 0 or 1. A lower one than before is passed over. */
            progress?: number;
            /** @description What the worker is at. Replaces the one before. */
            message?: string;
            /** @description More, as the application likes it: at most 16384 bytes of JSON. Replaces what was there before. */
            data?: {
                [key: string]: unknown;
            };
            /** @description An extension of this server: the worker that fetched the job. The report of another one is passed over. */
            worker_id?: components["schemas"]["WorkerId"];
            /** @description An extension of this server: the attempt that the job was fetched with. The report of another one is passed over. */
            attempt?: number;
        };
        QueueAnswer: {
            queue: {
                name: components["schemas"]["QueueName"];
                status: components["schemas"]["QueueStatus"];
                paused: boolean;
                /** @description When a job or a pause first named it; absent where none has. */
                created_at?: components["schemas"]["ServerTime"];
                /** @description Since when it is paused. */
                paused_at?: components["schemas"]["ServerTime"];
                config: {
                    /** @description Over how many partitions of the table's index its open jobs are spread. */
                    index_shards: number;
                    rate_limit?: components["schemas"]["QueueRateLimit"];
                };
                /** @description The SQS queues that carry its hints. Each is made when it is first needed. */
                sqs: {
                    /** @description One for each priority that has jobs or had some, the highest first. From the ninth on a priority has no SQS queue; its jobs are fetched all the same. */
                    lanes: {
                        /** @description Three digits, 100 less the priority: 100 is the lane of priority 0, 090 that of priority 10. */
                        lane: string;
                        name: string;
                    }[];
                    /** @description The queue for announcements of dead-lettered jobs. */
                    dead_letter: string;
                };
            };
        };
        /** @description Jobs by state. On the server that did the work exact at once, on others within a second. */
        QueueCounts: {
            /** @description Waiting to be activated. */
            pending: components["schemas"]["Count"];
            /** @description Waiting for their time. */
            scheduled: components["schemas"]["Count"];
            /** @description Ready to be fetched. */
            available: components["schemas"]["Count"];
            /** @description Held by workers. */
            active: components["schemas"]["Count"];
            /** @description Waiting for their next attempt. */
            retryable: components["schemas"]["Count"];
            /** @description Completed since the queue began. */
            completed: components["schemas"]["Count"];
            /** @description Cancelled since the queue began. */
            cancelled: components["schemas"]["Count"];
            /** @description Discarded or expired since the queue began. */
            discarded: components["schemas"]["Count"];
        };
        /** @description A queue in the list of queues. */
        QueueInfo: {
            name: components["schemas"]["QueueName"];
            status: components["schemas"]["QueueStatus"];
            paused: boolean;
            /** @description When a job or a pause first named it. */
            created_at: components["schemas"]["ServerTime"];
        };
        /** @description The name of a queue: lower-case letters, digits, dots and hyphens, the first no dot and no hyphen. */
        QueueName: string;
        /** @description How fast jobs of the queue may start; absent where nothing has set a limit. */
        QueueRateLimit: {
            /** @description Starts in any second. A fraction counts over a time as much longer as makes them whole: 0.5 is one start in any 2 seconds, 2.5 are 3 in any 1.2. */
            max_per_second: number;
        };
        /** @description How many jobs of a queue are in each state, in the three places where readers look for it. */
        QueueStatsAnswer: {
            queue: {
                name: components["schemas"]["QueueName"];
                /** @description Waiting to be activated. */
                pending: components["schemas"]["Count"];
                /** @description Waiting for their time. */
                scheduled: components["schemas"]["Count"];
                /** @description Ready to be fetched. */
                available: components["schemas"]["Count"];
                /** @description Held by workers. */
                active: components["schemas"]["Count"];
                /** @description Waiting for their next attempt. */
                retryable: components["schemas"]["Count"];
                /** @description Completed since the queue began. */
                completed: components["schemas"]["Count"];
                /** @description Cancelled since the queue began. */
                cancelled: components["schemas"]["Count"];
                /** @description Discarded or expired since the queue began. */
                discarded: components["schemas"]["Count"];
                paused: boolean;
            };
            stats: components["schemas"]["QueueCounts"];
            name: components["schemas"]["QueueName"];
            /** @description Waiting to be activated. */
            pending: components["schemas"]["Count"];
            /** @description Waiting for their time. */
            scheduled: components["schemas"]["Count"];
            /** @description Ready to be fetched. */
            available: components["schemas"]["Count"];
            /** @description Held by workers. */
            active: components["schemas"]["Count"];
            /** @description Waiting for their next attempt. */
            retryable: components["schemas"]["Count"];
            /** @description Completed since the queue began. */
            completed: components["schemas"]["Count"];
            /** @description Cancelled since the queue began. */
            cancelled: components["schemas"]["Count"];
            /** @description Discarded or expired since the queue began. */
            discarded: components["schemas"]["Count"];
            paused: boolean;
            status: components["schemas"]["QueueStatus"];
            computed_at: components["schemas"]["ServerTime"];
        };
        /**
         * @description Whether workers get jobs from the queue.
         * @enum {string}
         */
        QueueStatus: "active" | "paused";
        QueuesAnswer: {
            /** @description In the order of their names. */
            queues: components["schemas"]["QueueInfo"][];
            pagination: components["schemas"]["Pagination"];
        };
        /** @description How fast jobs of the queue may start: the limit belongs to the queue, and the last job that brings one sets it. Jobs over it stay available. Only an object is asked for here: a max_per_second that does not hold is refused later with 422, which names it. The other fields are known to the standard; this server takes them and does nothing with them yet. */
        RateLimitPolicy: {
            /** @description Starts in any second, over all servers: from 0.001 to 1000000. A fraction counts over a time as much longer as makes them whole: 0.5 is one start in any 2 seconds, 2.5 are 3 in any 1.2. */
            max_per_second?: unknown;
            /** @description The name under which jobs share a limit. */
            key?: unknown;
            /** @description Jobs of the key that may be active at once. */
            concurrency?: unknown;
            /** @description Starts in a period. */
            rate?: unknown;
            /** @description The period of rate. */
            period?: unknown;
            /** @description The least time between two starts. */
            throttle?: unknown;
            /** @description What happens to a job over the limit. */
            on_limit?: unknown;
        };
        /** @description Whether requests should be sent to this server. */
        Readiness: {
            /**
             * @description draining: the server ends and takes no new work; degraded: its store cannot be reached.
             * @enum {string}
             */
            status: "ready" | "draining" | "degraded";
        };
        ResetAnswer: {
            /** @constant */
            reset: true;
        };
        ResumeAnswer: {
            queue: {
                name: components["schemas"]["QueueName"];
                /** @constant */
                paused: false;
            };
            /** @constant */
            status: "active";
            /** @description When it was last resumed; of one that was never paused, now. */
            resumed_at: components["schemas"]["ServerTime"];
        };
        /** @description A job that was taken out of the dead letter: it waits for its first run anew. */
        RetriedAnswer: {
            job: components["schemas"]["Job"];
        };
        /** @description When and how often a failed job runs again. Only an object is asked for here: what its fields must hold is checked later and refused with 422, which names the field. Names in camel case mean the same; fields that are not known are ignored. */
        RetryPolicy: {
            /** @description Runs in all, the first one included: an integer from 0 on. Without it 3. */
            max_attempts?: unknown;
            /** @description Delay before the second run: an ISO 8601 duration, or a number of milliseconds. Without it PT1S. */
            initial_interval?: unknown;
            /** @description The same in milliseconds. */
            initial_interval_ms?: unknown;
            /** @description How much the delay grows from run to run: a number from 1 on. Without it 2. */
            backoff_coefficient?: unknown;
            /** @description The longest delay: an ISO 8601 duration, or a number of milliseconds. Without it PT5M. */
            max_interval?: unknown;
            /** @description The same in milliseconds. */
            max_interval_ms?: unknown;
            /** @description Whether the delay is spread at random, from half to one and a half. Without it true. */
            jitter?: unknown;
            /** @description Error types and codes that end the job at once; an entry that ends in .* stands for all that begin so. */
            non_retryable_errors?: unknown;
            /** @description Where a job goes that will not run again: discard (without it) or dead_letter. */
            on_exhaustion?: unknown;
            /** @description exponential (without it), linear, polynomial, constant or none. */
            backoff_strategy?: unknown;
            /** @description Another name for backoff_strategy. */
            backoff_type?: unknown;
            /** @description Another name for backoff_strategy. */
            backoff?: unknown;
        };
        /** @description A moment that the server set: UTC, with milliseconds. */
        ServerTime: string;
        /** @description An RFC 3339 timestamp. What the server sets is UTC with milliseconds; what a client sent comes back as it was sent. */
        Timestamp: string;
        /** @description 413: the body, or meta in it, has more bytes than are accepted. */
        TooLargeAnswer: {
            error: {
                /** @enum {string} */
                code: "invalid_request";
                /** @constant */
                retryable: false;
            } & WithRequired<components["schemas"]["ErrorBody"], "code" | "retryable">;
        };
        /** @description 401: no key, or one that is not known. */
        UnauthenticatedAnswer: {
            error: {
                /** @enum {string} */
                code: "unauthenticated";
                /** @constant */
                retryable: false;
            } & WithRequired<components["schemas"]["ErrorBody"], "code" | "retryable">;
        };
        /** @description 503: the stores cannot be reached, or the server has more to do than it can. */
        UnavailableAnswer: {
            error: {
                /** @enum {string} */
                code: "backend_error";
                /** @constant */
                retryable: true;
            } & WithRequired<components["schemas"]["ErrorBody"], "code" | "retryable">;
        };
        /** @description What makes two jobs the same job, and what happens to the second. Only an object is asked for here: what its fields must hold is checked later and refused with 422, which names the field. Fields that are not known are ignored; fields that contradict one another are refused, too: names that no key asks for, and two spellings that do not say the same. */
        UniquePolicy: {
            /** @description What is compared: type (always), queue, args, meta. */
            keys?: unknown;
            /** @description Names inside the first argument: short for keys type and args with these args_keys. Where it holds only names of keys, and more than one or args, it means keys: so the official Python client sends them. */
            key?: unknown;
            /** @description Members of the first argument that are compared, where not all of it is. Only where args is among the keys. */
            args_keys?: unknown;
            /** @description Members of meta that are compared. Where meta is among the keys, and only there. */
            meta_keys?: unknown;
            /** @description ISO 8601 duration after which a stored job counts no longer. */
            period?: unknown;
            /** @description The same in milliseconds, as the official Go client sends it. */
            period_ms?: unknown;
            /** @description The states in which a stored job counts. */
            states?: unknown;
            /** @description reject (without it), ignore, use_existing, replace or replace_except_schedule. */
            on_conflict?: unknown;
        };
        /** @description 422: a policy does not hold (validation_error), or the version or feature is not offered (unsupported). */
        UnprocessableAnswer: {
            error: {
                /** @enum {string} */
                code: "validation_error" | "unsupported";
                /** @constant */
                retryable: false;
            } & WithRequired<components["schemas"]["ErrorBody"], "code" | "retryable">;
        };
        /** @description The name that a worker gives itself. It should be the same as long as the worker lives and no other's. */
        WorkerId: string;
        /** @description A workflow as the server answers it. */
        Workflow: components["schemas"]["WorkflowFields"];
        /** @description A workflow twice: its fields, and the same below workflow, for both kinds of readers (DECISIONS 1.6). */
        WorkflowAnswer: {
            /** @description The same. */
            workflow: components["schemas"]["Workflow"];
        } & components["schemas"]["WorkflowFields"];
        /** @description A job that follows when the jobs of a batch have ended. One whose turn cannot come is cancelled. */
        WorkflowCallback: {
            /** @description The name it was sent with, else the id. */
            name?: string;
            type: components["schemas"]["JobType"];
            /**
             * @description waiting: its turn has not come. Else that of its job; cancelled where its turn cannot come any more.
             * @enum {string}
             */
            state: "waiting" | "scheduled" | "pending" | "available" | "active" | "retryable" | "completed" | "cancelled" | "discarded";
            /** @description Null before its turn has come. */
            job_id: components["schemas"]["JobId"] | null;
            /** @description When its last run began. */
            started_at?: components["schemas"]["ServerTime"];
            /** @description When it ended, in whatever way. */
            completed_at?: components["schemas"]["ServerTime"];
            /** @description What the job came to, as the worker sent it. */
            result?: unknown;
            /** @description The last failure, until a run succeeds. */
            error?: components["schemas"]["JobFailure"];
        };
        /** @description A job of a workflow that did not succeed (ojs-workflows 9.6). */
        WorkflowFailure: {
            job_id: components["schemas"]["JobId"];
            /** @description Its place among the steps or jobs; not there where it is a callback. */
            index?: components["schemas"]["Count"];
            /**
             * @description Which callback it is, where it is one.
             * @enum {string}
             */
            callback?: "on_complete" | "on_success" | "on_failure";
            /** @description That of its last failure; cancelled, or expired, where it ended so. */
            code: string;
            message: string;
            /** @description The attempt that failed; 0 where none did. */
            attempt: number;
        };
        /** @description What is told of a workflow. A chain has steps, a group or batch jobs; callbacks count in neither number. */
        WorkflowFields: {
            id: components["schemas"]["JobId"];
            type: components["schemas"]["WorkflowType"];
            name?: string;
            /**
             * @description A group or batch runs until all of its jobs have ended, a batch until its callbacks have, too.
             * @enum {string}
             */
            state: "running" | "completed" | "failed" | "cancelled";
            steps_total?: components["schemas"]["Count"];
            /** @description Steps that succeeded. */
            steps_completed?: components["schemas"]["Count"];
            /** @description In order; at most as many as were asked for. */
            steps?: components["schemas"]["WorkflowStep"][];
            jobs_total?: components["schemas"]["Count"];
            /** @description Jobs that succeeded. */
            jobs_completed?: components["schemas"]["Count"];
            /** @description In order; at most as many as were asked for. */
            jobs?: components["schemas"]["WorkflowStep"][];
            /** @description Of a batch: those that were asked for. */
            callbacks?: {
                on_complete?: components["schemas"]["WorkflowCallback"];
                on_success?: components["schemas"]["WorkflowCallback"];
                on_failure?: components["schemas"]["WorkflowCallback"];
            };
            /** @description Where the list of steps or jobs stands, if it is not whole. The next page begins at the offset plus the number of entries. */
            pagination?: {
                total: components["schemas"]["Count"];
                limit: number;
                offset: components["schemas"]["Count"];
                has_more: boolean;
            };
            created_at: components["schemas"]["ServerTime"];
            /** @description When it ended, in whatever way. */
            completed_at?: components["schemas"]["ServerTime"];
            /** @description When it was cancelled. */
            cancelled_at?: components["schemas"]["ServerTime"];
            /** @description Of a chain that failed: the step that did not succeed. */
            failed_step_index?: components["schemas"]["Count"];
            /** @description The jobs in this answer that did not succeed. */
            failed_job_ids?: components["schemas"]["JobId"][];
            /** @description Why each of them did not. A job that is past its retention has no entry. */
            errors?: components["schemas"]["WorkflowFailure"][];
            metadata: {
                created_at: components["schemas"]["ServerTime"];
                /** @description The earliest start that the jobs in this answer tell of. A job that is run again tells of its latest start. */
                started_at?: components["schemas"]["ServerTime"];
                /** @description When it ended, in whatever way. */
                completed_at?: components["schemas"]["ServerTime"];
                /** @description When it was cancelled. */
                cancelled_at?: components["schemas"]["ServerTime"];
                /** @description Steps or jobs in all. */
                job_count: components["schemas"]["Count"];
                /** @description Those that succeeded. */
                completed_count: components["schemas"]["Count"];
                /** @description Those that ended without success. */
                failed_count: components["schemas"]["Count"];
            };
        };
        /** @description Jobs that belong together: all of them are checked before anything is stored. Without a type the steps say by depends_on what they wait for: each for the one before is a chain; none for any is a group; on_complete, on_success or on_failure for all the others is a batch. More jobs than a batch may have (10000 unless configured) are refused with 413. */
        WorkflowRequest: {
            /** @description The client's own id. One that is stored already is refused with 409. */
            id?: components["schemas"]["JobId"];
            type?: components["schemas"]["WorkflowType"];
            /** @description For people. */
            name?: string;
            /** @description Of a chain, in order. */
            steps?: components["schemas"]["WorkflowStepRequest"][];
            /** @description Of a group or batch. */
            jobs?: components["schemas"]["WorkflowStepRequest"][];
            /** @description Of a batch: what follows when all of its jobs have ended. At least one; other names are refused. */
            callbacks?: {
                /** @description Follows in any case. */
                on_complete?: components["schemas"]["WorkflowStepRequest"];
                /** @description Follows where all jobs succeeded. */
                on_success?: components["schemas"]["WorkflowStepRequest"];
                /** @description Follows where one did not. */
                on_failure?: components["schemas"]["WorkflowStepRequest"];
            };
            /** @description For every job that does not say otherwise. */
            options?: components["schemas"]["JobOptions"];
        } & (unknown & unknown & unknown & unknown);
        /** @description One job of a workflow. */
        WorkflowStep: {
            /** @description From 0 on. */
            index: components["schemas"]["Count"];
            /** @description What the workflow calls it: the same as name, else its index as a text. Not the id of the job. */
            id: string;
            /** @description The name it was sent with, else the id. */
            name?: string;
            type: components["schemas"]["JobType"];
            /**
             * @description waiting: its turn has not come. Else that of its job; cancelled where its turn cannot come any more.
             * @enum {string}
             */
            state: "waiting" | "scheduled" | "pending" | "available" | "active" | "retryable" | "completed" | "cancelled" | "discarded";
            /** @description Null before its turn has come. */
            job_id: components["schemas"]["JobId"] | null;
            /** @description When its last run began. */
            started_at?: components["schemas"]["ServerTime"];
            /** @description When it ended, in whatever way. */
            completed_at?: components["schemas"]["ServerTime"];
            /** @description What the job came to, as the worker sent it. */
            result?: unknown;
            /** @description The last failure, until a run succeeds. */
            error?: components["schemas"]["JobFailure"];
        };
        /** @description One job of a workflow, written as a request to enqueue it. Times relative to now count from when its turn comes. A workflow in its place (steps, jobs, callbacks) is refused with 422. */
        WorkflowStepRequest: {
            /** @description For people; it comes back in the workflow, not on the job. */
            name?: string;
            /** @description What depends_on calls the step. The job gets an id of its own. */
            id?: string;
            /** @description Ids of the steps that must end before. */
            depends_on?: string[];
            type: components["schemas"]["JobType"];
            /** @description The arguments of the job, kept as they are sent. */
            args?: unknown[];
            /** @description Kept as it is sent. At most 65536 bytes. */
            meta?: {
                [key: string]: unknown;
            };
            schema?: string;
            options?: components["schemas"]["JobOptions"];
        } & components["schemas"]["JobOptions"];
        /**
         * @description chain: one job after the other, each with the results of those before it. group: all at once. batch: all at once, and jobs that follow when all have ended.
         * @enum {string}
         */
        WorkflowType: "chain" | "group" | "batch";
        /** @description 405: the path is known, the method is not. */
        WrongMethodAnswer: {
            error: {
                /** @enum {string} */
                code: "invalid_request";
                /** @constant */
                retryable: false;
            } & WithRequired<components["schemas"]["ErrorBody"], "code" | "retryable">;
        };
    };
    responses: {
        /** @description An error of the server */
        Failure: {
            headers: {
                "OJS-Version": components["headers"]["OjsVersion"];
                "X-Request-Id": components["headers"]["XRequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/openjobspec+json": components["schemas"]["FailureAnswer"];
            };
        };
        /** @description The path is not known */
        NoSuchRoute: {
            headers: {
                "OJS-Version": components["headers"]["OjsVersion"];
                "X-Request-Id": components["headers"]["XRequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
            };
        };
        /** @description The standard has this route, this server does not offer it yet */
        NotOffered: {
            headers: {
                "OJS-Version": components["headers"]["OjsVersion"];
                "X-Request-Id": components["headers"]["XRequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/openjobspec+json": components["schemas"]["UnprocessableAnswer"];
            };
        };
        /** @description The body has more bytes than the server accepts */
        TooLarge: {
            headers: {
                "OJS-Version": components["headers"]["OjsVersion"];
                "X-Request-Id": components["headers"]["XRequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/openjobspec+json": components["schemas"]["TooLargeAnswer"];
            };
        };
        /** @description No key, or one that is not known */
        Unauthenticated: {
            headers: {
                "OJS-Version": components["headers"]["OjsVersion"];
                "X-Request-Id": components["headers"]["XRequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/openjobspec+json": components["schemas"]["UnauthenticatedAnswer"];
            };
        };
        /** @description The stores cannot be reached, or the server has more to do than it can */
        Unavailable: {
            headers: {
                "OJS-Version": components["headers"]["OjsVersion"];
                "X-Request-Id": components["headers"]["XRequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/openjobspec+json": components["schemas"]["UnavailableAnswer"];
            };
        };
        /** @description The version of the standard that was asked for is not served */
        UnsupportedVersion: {
            headers: {
                "OJS-Version": components["headers"]["OjsVersion"];
                "X-Request-Id": components["headers"]["XRequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/openjobspec+json": components["schemas"]["UnprocessableAnswer"];
            };
        };
        /** @description The path is known, the method is not */
        WrongMethod: {
            headers: {
                "OJS-Version": components["headers"]["OjsVersion"];
                "X-Request-Id": components["headers"]["XRequestId"];
                Allow: components["headers"]["Allow"];
                [name: string]: unknown;
            };
            content: {
                "application/openjobspec+json": components["schemas"]["WrongMethodAnswer"];
            };
        };
    };
    parameters: {
        /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
        OjsVersion: string;
        /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
        XRequestId: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description The methods that the path knows.
         * @example GET, DELETE
         */
        Allow: string;
        /**
         * @description The path of the new job.
         * @example /ojs/v1/jobs/019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f
         */
        Location: string;
        /** @description The version of the standard that the server speaks. */
        OjsVersion: "1.0";
        /**
         * @description The path of the new workflow.
         * @example /ojs/v1/workflows/019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f
         */
        WorkflowLocation: string;
        /** @description How to send a key. */
        WwwAuthenticate: "Bearer";
        /**
         * @description The client's X-Request-Id, or one made by the server.
         * @example req_019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f
         */
        XRequestId: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getManifest: {
        parameters: {
            query?: never;
            header?: {
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The manifest */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["Manifest"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            500: components["responses"]["Failure"];
        };
    };
    getRootHealth: {
        parameters: {
            query?: never;
            header?: {
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server and its store are well */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["Health"];
                };
            };
            500: components["responses"]["Failure"];
            /** @description The store cannot be reached */
            503: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["Health"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: {
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send requests */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["Readiness"];
                };
            };
            500: components["responses"]["Failure"];
            /** @description Send requests to another server */
            503: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: {
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process answers */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["Liveness"];
                };
            };
            500: components["responses"]["Failure"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server and its store are well */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["Health"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            /** @description The store cannot be reached */
            503: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["Health"];
                };
            };
        };
    };
    createJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/openjobspec+json": components["schemas"]["EnqueueRequest"];
                "application/json": components["schemas"]["EnqueueRequest"];
            };
        };
        responses: {
            /** @description A stored job is the same by the unique policy, which ignores the new one */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["DeduplicatedAnswer"];
                };
            };
            /** @description The job is stored */
            201: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["JobAnswer"];
                };
            };
            /** @description The body is missing, no JSON, or something in it is missing or malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description A job with this id is stored already, or one that the unique policy finds the same */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description A policy does not hold, or an option or version is not offered */
            422: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["UnprocessableAnswer"];
                };
            };
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    createJobBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/openjobspec+json": components["schemas"]["BatchRequest"];
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            /** @description All of the jobs are stored */
            201: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["BatchAnswer"];
                };
            };
            /** @description The body is missing, no JSON, or something in it is missing or malformed; nothing is stored */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description An id is stored already or stands twice in the batch, or a unique policy rejects a job; nothing is stored */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            /** @description The body, or one of the jobs, has more bytes than the server accepts, or there are too many jobs */
            413: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["TooLargeAnswer"];
                };
            };
            /** @description A policy does not hold, or an option or version is not offered; nothing is stored */
            422: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["UnprocessableAnswer"];
                };
            };
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The id of the job. One that no job has is 404, whatever it looks like. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job as it is now */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["JobAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The id of the job. One that no job has is 404, whatever it looks like. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job is cancelled */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["CancelAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            /** @description The job has ended already */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    activateJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The id of the job. One that no job has is 404, whatever it looks like. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job is available, or scheduled */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ActivateAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            /** @description The job is not pending */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelJobAlias: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The id of the job. One that no job has is 404, whatever it looks like. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job is cancelled */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["CancelAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            /** @description The job has ended already */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    fetchJobsAlias: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/openjobspec+json": components["schemas"]["FetchRequest"];
                "application/json": components["schemas"]["FetchRequest"];
            };
        };
        responses: {
            /** @description The jobs, where there are any */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["FetchAnswer"];
                };
            };
            /** @description The body is missing, no JSON, or something in it is missing or malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    ackJobById: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The id of the job. One that no job has is 404, whatever it looks like. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/openjobspec+json": components["schemas"]["AckByIdRequest"];
                "application/json": components["schemas"]["AckByIdRequest"];
            };
        };
        responses: {
            /** @description The job is completed */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["AckAnswer"];
                };
            };
            /** @description The body is no JSON, names another job, or something in it is malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            /** @description The job is not active, or held by another worker */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            413: components["responses"]["TooLarge"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    nackJobById: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The id of the job. One that no job has is 404, whatever it looks like. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/openjobspec+json": components["schemas"]["NackByIdRequest"];
                "application/json": components["schemas"]["NackByIdRequest"];
            };
        };
        responses: {
            /** @description What becomes of the job */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NackAnswer"];
                };
            };
            /** @description The body is missing, no JSON, names another job, or something in it is missing or malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            /** @description The job is not active, or held by another worker */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            413: components["responses"]["TooLarge"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    getJobProgress: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The id of the job. One that no job has is 404, whatever it looks like. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was reported last */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ProgressAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    putJobProgress: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The id of the job. One that no job has is 404, whatever it looks like. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/openjobspec+json": components["schemas"]["ProgressRequest"];
                "application/json": components["schemas"]["ProgressRequest"];
            };
        };
        responses: {
            /** @description What is known now */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ProgressAnswer"];
                };
            };
            /** @description The body is missing, no JSON, or something in it is missing or malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            /** @description data, or the whole body, has more bytes than the server accepts */
            413: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["TooLargeAnswer"];
                };
            };
            /** @description The version of the standard, or something in the report, is not offered */
            422: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["UnprocessableAnswer"];
                };
            };
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    reportProgress: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/openjobspec+json": components["schemas"]["ProgressReport"];
                "application/json": components["schemas"]["ProgressReport"];
            };
        };
        responses: {
            /** @description What is known now */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ProgressAnswer"];
                };
            };
            /** @description The body is missing, no JSON, or something in it is missing or malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            /** @description data, or the whole body, has more bytes than the server accepts */
            413: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["TooLargeAnswer"];
                };
            };
            /** @description The version of the standard, or something in the report, is not offered */
            422: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["UnprocessableAnswer"];
                };
            };
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    fetchJobs: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/openjobspec+json": components["schemas"]["FetchRequest"];
                "application/json": components["schemas"]["FetchRequest"];
            };
        };
        responses: {
            /** @description The jobs, where there are any */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["FetchAnswer"];
                };
            };
            /** @description The body is missing, no JSON, or something in it is missing or malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    ackJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/openjobspec+json": components["schemas"]["AckRequest"];
                "application/json": components["schemas"]["AckRequest"];
            };
        };
        responses: {
            /** @description The job is completed */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["AckAnswer"];
                };
            };
            /** @description The body is missing, no JSON, or something in it is missing or malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            /** @description The job is not active, or held by another worker */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            413: components["responses"]["TooLarge"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    nackJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/openjobspec+json": components["schemas"]["NackRequest"];
                "application/json": components["schemas"]["NackRequest"];
            };
        };
        responses: {
            /** @description What becomes of the job */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NackAnswer"];
                };
            };
            /** @description The body is missing, no JSON, or something in it is missing or malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            /** @description The job is not active, or held by another worker */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            413: components["responses"]["TooLarge"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    workerHeartbeat: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/openjobspec+json": components["schemas"]["HeartbeatRequest"];
                "application/json": components["schemas"]["HeartbeatRequest"];
            };
        };
        responses: {
            /** @description Which jobs the worker still holds, and what it is to do */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["HeartbeatAnswer"];
                };
            };
            /** @description The body is missing, no JSON, or something in it is missing or malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description The cursor of an earlier answer, as it came. */
                after?: string;
                /** @description Types of events, with commas between them. One that ends in `*` stands for all that begin so. */
                types?: string;
                /** @description Names of queues, with commas between them. */
                queues?: string;
                /** @description Types of jobs, with commas between them. */
                job_types?: string;
                /** @description How many events at most; 100 where it is left out. */
                limit?: number;
            };
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events, where there are any */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["EventsAnswer"];
                };
            };
            /** @description A parameter is malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    listQueues: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where it is left out, more than 200 is taken for 200. */
                limit?: number;
                /** @description Entries to pass over. */
                offset?: number;
                /** @description The next_cursor of an earlier answer, as it came. Goes before offset and page. */
                cursor?: string;
                /** @description Number of the page, from 1, for those who count pages. Offset goes before it. */
                page?: number;
                /** @description The same as limit, which goes before it. */
                per_page?: number;
            };
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the list */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["QueuesAnswer"];
                };
            };
            /** @description A parameter is malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    getQueue: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The name of the queue. One that nothing has named yet is a queue without jobs, and no error. */
                name: components["schemas"]["QueueName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queue */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["QueueAnswer"];
                };
            };
            /** @description No queue can have this name */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    getQueueStats: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The name of the queue. One that nothing has named yet is a queue without jobs, and no error. */
                name: components["schemas"]["QueueName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["QueueStatsAnswer"];
                };
            };
            /** @description No queue can have this name */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    pauseQueue: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The name of the queue. One that nothing has named yet is a queue without jobs, and no error. */
                name: components["schemas"]["QueueName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queue is paused */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["PauseAnswer"];
                };
            };
            /** @description No queue can have this name */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    resumeQueue: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The name of the queue. One that nothing has named yet is a queue without jobs, and no error. */
                name: components["schemas"]["QueueName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queue is not paused */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ResumeAnswer"];
                };
            };
            /** @description No queue can have this name */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    listDeadLetterJobs: {
        parameters: {
            query?: {
                /** @description Only jobs of this queue. */
                queue?: components["schemas"]["QueueName"];
                /** @description Only jobs of this type. */
                type?: components["schemas"]["JobType"];
                /** @description Jobs at most; more than 200 are taken for 200. Without it 50. */
                limit?: number;
                /** @description Newer jobs to pass over. Without it 0. */
                offset?: number;
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Number of the page, from 1 on, in place of an offset. */
                page?: number;
                /** @description Jobs of a page, in place of limit. */
                per_page?: number;
            };
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the dead letter */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["DeadLetterPage"];
                };
            };
            /** @description A parameter is malformed, or does not go with another one */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteDeadLetterJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The id of the job. One that is not in the dead letter is 404, whatever it looks like. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job is gone */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["DeadLetterDeleted"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job in the dead letter has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    retryDeadLetterJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The id of the job. One that is not in the dead letter is 404, whatever it looks like. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/openjobspec+json": components["schemas"]["DeadLetterRetryRequest"];
                "application/json": components["schemas"]["DeadLetterRetryRequest"];
            };
        };
        responses: {
            /** @description The job can be fetched again */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["RetriedAnswer"];
                };
            };
            /** @description The body is no JSON, or something in it is malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job in the dead letter has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            /** @description The job is past its expires_at and would be discarded at once; it stays in the dead letter */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description Something is to be different in the job, or the version is not served */
            422: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["UnprocessableAnswer"];
                };
            };
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    adminListDeadLetter: {
        parameters: {
            query?: {
                /** @description Only jobs of this queue. */
                queue?: components["schemas"]["QueueName"];
                /** @description Only jobs of this type. */
                type?: components["schemas"]["JobType"];
                /** @description Jobs at most; more than 200 are taken for 200. Without it 50. */
                limit?: number;
                /** @description Newer jobs to pass over. Without it 0. */
                offset?: number;
                /** @description The next_cursor of the page before. */
                cursor?: string;
                /** @description Number of the page, from 1 on, in place of an offset. */
                page?: number;
                /** @description Jobs of a page, in place of limit. */
                per_page?: number;
            };
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the dead letter */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["AdminDeadLetterPage"];
                };
            };
            /** @description A parameter is malformed, or does not go with another one */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    adminDeadLetterStats: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["DeadLetterStats"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    adminRetryDeadLetter: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The id of the job. One that is not in the dead letter is 404, whatever it looks like. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/openjobspec+json": components["schemas"]["DeadLetterRetryRequest"];
                "application/json": components["schemas"]["DeadLetterRetryRequest"];
            };
        };
        responses: {
            /** @description The job can be fetched again */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["RetriedAnswer"];
                };
            };
            /** @description The body is no JSON, or something in it is malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No job in the dead letter has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            /** @description The job is past its expires_at and would be discarded at once; it stays in the dead letter */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description Something is to be different in the job, or the version is not served */
            422: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["UnprocessableAnswer"];
                };
            };
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    listCrons: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where it is left out, more than 200 is taken for 200. */
                limit?: number;
                /** @description Entries to pass over. */
                offset?: number;
                /** @description The next_cursor of an earlier answer, as it came. Goes before offset and page. */
                cursor?: string;
                /** @description Number of the page, from 1, for those who count pages. Offset goes before it. */
                page?: number;
                /** @description The same as limit, which goes before it. */
                per_page?: number;
                /** @description Only those that are enabled, or only those that are not. */
                enabled?: boolean;
            };
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the list */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["CronsAnswer"];
                };
            };
            /** @description A parameter is malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    registerCron: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/openjobspec+json": components["schemas"]["CronRequest"];
                "application/json": components["schemas"]["CronRequest"];
            };
        };
        responses: {
            /** @description The cron is registered */
            201: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["CronAnswer"];
                };
            };
            /** @description The body is missing, no JSON, or something in it is missing or malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description There is a cron of this name */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description A policy of the job does not hold, or an option or version is not offered */
            422: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["UnprocessableAnswer"];
                };
            };
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    getCron: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The name of the cron. One that no cron has is 404, whatever it looks like. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cron as it is now */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["CronAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No cron has this name */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteCron: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The name of the cron. One that no cron has is 404, whatever it looks like. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cron is deleted */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["CronDeletedAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No cron has this name */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateCron: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The name of the cron. One that no cron has is 404, whatever it looks like. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/openjobspec+json": components["schemas"]["CronChange"];
                "application/json": components["schemas"]["CronChange"];
            };
        };
        responses: {
            /** @description The cron as it is now */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["CronAnswer"];
                };
            };
            /** @description The body is missing, no JSON, or something in it is malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No cron has this name */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description A policy of the job does not hold, or an option or version is not offered */
            422: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["UnprocessableAnswer"];
                };
            };
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    createWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/openjobspec+json": components["schemas"]["WorkflowRequest"];
                "application/json": components["schemas"]["WorkflowRequest"];
            };
        };
        responses: {
            /** @description The workflow is stored, and what comes first of it is enqueued */
            201: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    Location: components["headers"]["WorkflowLocation"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["WorkflowAnswer"];
                };
            };
            /** @description The body is missing, no JSON, or something in it is missing or malformed; nothing is stored */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description The id is stored already; nothing is stored */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            /** @description The body, or one of the jobs, has more bytes than the server accepts, or there are too many jobs */
            413: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["TooLargeAnswer"];
                };
            };
            /** @description A policy does not hold, or the form of the workflow, an option or version is not offered; nothing is stored */
            422: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["UnprocessableAnswer"];
                };
            };
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    getWorkflow: {
        parameters: {
            query?: {
                /** @description Steps or jobs at most; more than 1000 are taken for 1000. Without it 100. */
                limit?: number;
                /** @description Steps or jobs to pass over. Without it 0. */
                offset?: number;
            };
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The id of the workflow. One that no workflow has is 404, whatever it looks like. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workflow */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["WorkflowAnswer"];
                };
            };
            /** @description A parameter is malformed */
            400: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["InvalidAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No workflow has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path: {
                /** @description The id of the workflow. One that no workflow has is 404, whatever it looks like. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workflow is cancelled */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["WorkflowAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description No workflow has this id */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            /** @description The workflow has ended already */
            409: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ConflictAnswer"];
                };
            };
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
    resetServer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the standard that the client speaks; 1, 1.0 and 1.0.x are served. Without it 1.0. Also served is the release candidate, 1.0.0-rc.1, for the official Go client: there `queue` in the counts of a queue is the name, and the manifest has only yes or no in `capabilities` and one list of names in `extensions`. */
                "OJS-Version"?: components["parameters"]["OjsVersion"];
                /** @description The client's own name for the request. It comes back in the answer where it has 1 to 128 visible ASCII characters. */
                "X-Request-Id"?: components["parameters"]["XRequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything is gone */
            200: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["ResetAnswer"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            /** @description The reset is switched off */
            404: {
                headers: {
                    "OJS-Version": components["headers"]["OjsVersion"];
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openjobspec+json": components["schemas"]["NotFoundAnswer"];
                };
            };
            422: components["responses"]["UnsupportedVersion"];
            500: components["responses"]["Failure"];
            503: components["responses"]["Unavailable"];
        };
    };
}
type WithRequired<T, K extends keyof T> = T & {
    [P in K]-?: T[P];
};
export {};
