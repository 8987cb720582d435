export { createClient } from "./create-client.js";
export { isOjsError, OjsError } from "./error.js";
export { NonRetryableError } from "./worker/failure.js";
export { Worker } from "./worker/worker.js";
