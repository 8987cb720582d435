import { isOjsError } from "./error.js";
/** Which refusals may be the echo of a success: the call was repeated after its answer was lost. */
export function isDuplicateOf(error, id) {
    return isOjsError(error, 'duplicate') && error.details?.existing_job_id === id;
}
/** Whether this is the cron that was asked for: a repeat of the call, or an application that starts again. */
export function isLike(cron, { expression, timezone = 'UTC', job_template }) {
    return cron.expression === expression && cron.timezone === timezone && cron.type === job_template.type;
}
export function isConflict(error) {
    return isOjsError(error, 'conflict');
}
export function isNotFound(error) {
    return isOjsError(error, 'not_found');
}
/** Whether a job has begun a life after the dead letter: its failures lie before it. */
export function isRetried({ state, error, errors }) {
    return state !== 'discarded' && error === undefined && errors !== undefined;
}
/** Whether the workflow of this id is the one that is stored already. */
export function isWorkflowOf(error, id) {
    return isOjsError(error, 'duplicate') && error.details?.resource_id === id;
}
