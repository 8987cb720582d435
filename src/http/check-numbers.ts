import { invalidRequest } from '../rules/errors.ts';
import { inexactNumber } from '../rules/json-limits.ts';
import { elements, members } from '../rules/json-text.ts';
import { indexIn } from './job-index.ts';
import { memberSchema, type Schema } from './spec.ts';

/** As much of a number of any length as a message shows. */
const SHOWN_DIGITS = 60;

/**
 * Refuses numbers that a double cannot keep wherever the server decides by them: they would be other
 * numbers in its hands. What the spec marks as its owner's own (`x-ojs-opaque`) and names that the spec
 * does not know are passed over (ojs-json-format, section 4.2).
 *
 * @param text a JSON object that fits `schema`.
 * @throws OjsError 400 naming the field.
 */
export function checkNumbers(spec: object, schema: Schema, text: string, place = ''): void {
  for (const [name, value] of members(text)) {
    const known = memberSchema(spec, schema, name);
    if (!known || known['x-ojs-opaque'] === true) continue;
    const field = `${place}${name}`;
    if (known.properties !== undefined) {
      checkNumbers(spec, known, value.text, `${field}.`);
      continue;
    }
    const entry = known.items === undefined ? undefined : memberSchema(spec, known, '0');
    if (entry?.properties !== undefined) {
      for (const [index, element] of elements(value.text).entries()) {
        checkNumbers(spec, entry, element.text, `${field}[${index}].`);
      }
      continue;
    }
    const number = inexactNumber(value.text)?.slice(0, SHOWN_DIGITS);
    if (number === undefined) continue;
    const expected = 'a number that double precision keeps';
    throw invalidRequest(`${field} must be ${expected}; received ${number}.`, {
      field,
      expected,
      received: number,
      ...indexIn(field),
    });
  }
}
