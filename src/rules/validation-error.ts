/** What is wrong with one field of a workflow (ojs-workflows 11.1): its path begins with `$.`. */
export function validationError(field: string, message: string): { path: string; message: string } {
  return { path: `$.${field}`, message };
}
