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
