const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether `id` is a UUIDv7 in lower case with hyphens, the only form of a job id (DECISIONS.md 1.1). */
export function isUuidV7(id: string): boolean {
  return UUID_V7.test(id);
}
