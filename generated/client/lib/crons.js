/** The cron of an answer, under either of its names (DECISIONS.md 1.5). */
export function cronOf(answer) {
    const { cron } = answer;
    return cron ?? answer.cron_job;
}
/** The crons of an answer, under either of their names (DECISIONS.md 1.5). */
export function cronsOf(answer) {
    const { crons } = answer;
    return { crons: crons ?? answer.cron_jobs, pagination: answer.pagination };
}
/** Whether this is the cron that was asked for: a repeat of the call, or an application that starts again. */
export function isLike(cron, { expression, timezone = 'UTC', job_template }) {
    return cron.expression === expression && cron.timezone === timezone && cron.type === job_template.type;
}
