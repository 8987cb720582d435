/** The media type of every answer, without parameters (DECISIONS.md 1.1). */
export const MEDIA_TYPE = 'application/openjobspec+json';

/**
 * The official Python client (0.4.0) takes an answer for JSON only where its media type holds the words
 * "application/json", which the standard's own does not: it would read no job of a fetch, and leave them to
 * their leases. A parameter changes nothing for who does not know it (RFC 9110, 8.3.1).
 */
const FOR_PYTHON_CLIENT = `${MEDIA_TYPE}; alias="application/json"`;

/** The media type of an answer to who calls itself `userAgent`. */
export function mediaTypeFor(userAgent: string | undefined): string {
  return userAgent?.startsWith('python-httpx/') ? FOR_PYTHON_CLIENT : MEDIA_TYPE;
}
