import { isObject, type Json } from '../../scripts/generate/json.ts';

/** The ends of paths to what differs from call to call, or is said for people. */
const varying = new RegExp(
  `(_at|${[
    'server_time',
    'uptime_seconds',
    'latency_ms',
    'events\\[\\d+\\]\\.(id|source|time)',
    'duration_ms',
    'cursor',
    'next_cursor',
    'retry_delay_ms',
    'implementation\\.version',
    'error\\.(message|request_id)',
    'error\\.details\\.(expected|received)',
  ].join('|')})$`,
);

/**
 * Where an answer is not like the example: a field more or less, or another value. Moments, texts for
 * people and an id that the server makes may differ, in value but not in type.
 *
 * @param madeId whether the server made the job's id
 */
export function unlike(example: Json, actual: Json, madeId: boolean, place = ''): string[] {
  if (isObject(example) && isObject(actual)) {
    const names = new Set([...Object.keys(example), ...Object.keys(actual)]);
    return [...names].flatMap((name) => {
      const path = place === '' ? name : `${place}.${name}`;
      const [wanted, found] = [example[name], actual[name]];
      if (wanted === undefined) return [`${path} is not in the example`];
      if (found === undefined) return [`${path} is missing`];
      return unlike(wanted, found, madeId, path);
    });
  }
  if (Array.isArray(example) && Array.isArray(actual)) {
    if (example.length !== actual.length)
      return [`${place} has ${actual.length} items, not ${example.length}`];
    return example.flatMap((item, index) =>
      unlike(item, actual[index] ?? null, madeId, `${place}[${index}]`),
    );
  }
  const mayVary = varying.test(place) || (madeId && place === 'job.id');
  const same = mayVary ? typeof example === typeof actual : example === actual;
  return same ? [] : [`${place} is ${JSON.stringify(actual)}, not ${JSON.stringify(example)}`];
}
