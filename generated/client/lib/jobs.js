/** A failure as the wire has it. An `Error` has no enumerable fields: JSON would make `{}` of it. */
export function nackBody(failure) {
    if (failure instanceof Error) {
        const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : '';
        return {
            error: { type: failure.name || 'Error', message: failure.message, ...(code !== '' && { code }) },
        };
    }
    return 'requeue' in failure ? { requeue: true } : { error: failure };
}
/** Whether what happened to the job is what this body asked for: then a 409 was the answer to a repeat. */
export function isOutcomeOf(job, hold, body) {
    if (body.requeue === true)
        return job.state === 'available' && job.attempt === hold.attempt - 1;
    return (job.errors ?? []).some(({ attempt, message }) => attempt === hold.attempt && message === body.error?.message);
}
