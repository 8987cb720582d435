import type { JsonObject } from '../generate/json.ts';
import { either, type Field, type Fields } from './fields.ts';
import { type OperationSurface, surfaceOf } from './surface.ts';

/** What one published operation has and ours lacks; nothing where it is covered. */
export interface Coverage {
  readonly id: string;
  readonly route: string;
  /** `operation` alone where it is missing as a whole; else places, and `place = value`. */
  readonly missing: readonly string[];
}

/**
 * Holds `ours` against a published document, operation by operation; what ours has beyond it is not
 * looked at. A value of a request must be accepted where it is published. A value of an answer is part
 * of a vocabulary that all answers share: it must be one that any answer of ours can have at that place,
 * and is told once, at the first operation that publishes it.
 */
export function coverageOf(published: JsonObject, ours: JsonObject): Coverage[] {
  const surface = surfaceOf(ours);
  const known = new Map(surface.map((each) => [each.route, each]));
  const vocabulary = vocabularyOf(surface);
  const told = new Set<string>();
  return surfaceOf(published).map((wanted) => ({
    id: wanted.id,
    route: wanted.route,
    missing: missingFrom(known.get(wanted.route), wanted, vocabulary, told),
  }));
}

function missingFrom(
  ours: OperationSurface | undefined,
  { fields }: OperationSurface,
  vocabulary: Fields,
  told: Set<string>,
): string[] {
  if (!ours) return ['operation'];
  const missing: string[] = [];
  for (const [place, { values }] of fields) {
    if (missing.some((above) => isBelow(place, above)) || isInsideOpen(ours.fields, place)) continue;
    const field = ours.fields.get(place);
    if (!field) {
      missing.push(place);
      continue;
    }
    const word = wordOf(place);
    const lacking = valuesLacking(values, word === undefined ? field : vocabulary.get(word));
    for (const value of lacking) {
      const saying = `${word ?? place} = ${value}`;
      if (word === undefined || !told.has(saying)) missing.push(`${place} = ${value}`);
      if (word !== undefined) told.add(saying);
    }
  }
  return missing;
}

function valuesLacking(wanted: Field['values'], known: Field | undefined): string[] {
  if (!wanted || !known?.values) return [];
  return [...wanted].filter((value) => !known.values?.has(value));
}

/** The fields of all answers, the status left out: what may stand at a place in any of them. */
function vocabularyOf(surface: readonly OperationSurface[]): Fields {
  return surface
    .flatMap(({ fields }) => [...fields])
    .map(([place, field]): Fields => {
      const word = wordOf(place);
      return word === undefined ? new Map() : new Map([[word, field]]);
    })
    .reduce(either, new Map());
}

/** A place in an answer without the status; undefined for what is in no answer. */
function wordOf(place: string): string | undefined {
  return /^answer \w+(?<word>.*)$/.exec(place)?.groups?.word;
}

function isBelow(place: string, above: string): boolean {
  return place.startsWith(`${above}.`) || place.startsWith(`${above}[`);
}

/** Whether ours says nothing of what stands inside something that holds `place`. */
function isInsideOpen(ours: Fields, place: string): boolean {
  const ends = [...place.matchAll(/[.[]/g)].map(({ index }) => index);
  return ends.some((end) => ours.get(place.slice(0, end))?.open === true);
}
