import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import schema from './lies.schema.json' with { type: 'json' };

/** A share of the cases, 0 to 1. */
export interface Chance {
  readonly chance: number;
}

/** A share of the cases, and how long they take, ms. */
export interface ChanceAndTime extends Chance {
  readonly ms: number;
}

/** What goes wrong with requests on their way. Conditions that are left out fit every request. */
export interface Trouble {
  readonly operations: readonly string[];
  readonly attempt?: number;
  readonly every?: number;
  readonly chance?: number;
  readonly kind: 'drop' | 'fail' | 'delay' | 'silence';
  /** HTTP status, with `fail`. */
  readonly status?: number;
  /** AWS's error code, with `fail`. */
  readonly code?: string;
  /** With `delay`. */
  readonly ms?: number;
}

/** How the stores misbehave; `lies.schema.json` says what each setting means. */
export interface Lies {
  readonly seed?: number;
  readonly sqs?: {
    readonly lose?: Chance;
    readonly repeat?: ChanceAndTime;
    readonly delay?: ChanceAndTime;
    readonly reorder?: ChanceAndTime;
    readonly miss?: Chance;
    readonly inFlight?: { readonly messages: number };
    readonly visibility?: { readonly seconds: number };
  };
  readonly dynamodb?: { readonly indexLag?: { readonly ms: number } };
  readonly trouble?: readonly Trouble[];
}

/** The lies are not well told; the message has a line for each fault. */
export class LiesError extends Error {}

const validate = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true }).compile<Lies>(schema);

/**
 * Reads a lies file.
 *
 * @throws LiesError naming the place of each fault.
 */
export function readLies(text: string): Lies {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new LiesError(`The lies are not JSON: ${error instanceof Error ? error.message : error}.`);
  }
  if (validate(value)) return value;
  const faults = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(sentence);
  throw new LiesError(faults.join('\n'));
}

function sentence({ instancePath, keyword, params, message }: ErrorObject): string {
  const place = instancePath === '' ? 'lies' : `lies${instancePath.replaceAll('/', '.')}`;
  if (keyword === 'additionalProperties') return `${place}.${params.additionalProperty} is not known.`;
  if (keyword === 'false schema') return `${place} does not belong to this kind.`;
  const allowed = 'allowedValues' in params ? `: ${params.allowedValues.join(', ')}` : '';
  return `${place} ${message}${allowed}.`;
}
