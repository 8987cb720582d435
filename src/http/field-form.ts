import type { Schema } from './spec.ts';

/** What a value must be to fit `schema`, in words that follow "must be". */
export function formOf(schema: Schema): string {
  const { type } = schema;
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return types.map((each) => formOfType(each, schema)).join(', or ');
}

function formOfType(type: unknown, schema: Schema): string {
  switch (type) {
    case 'integer':
      return `a whole number${range(schema)}`;
    case 'number':
      return `a number${range(schema)}`;
    case 'string':
      return textForm(schema);
    case 'array':
      return `an array${countOf(schema.minItems, schema.maxItems, 'entries')}`;
    case 'boolean':
      return 'true or false';
    default:
      return `an ${type}`;
  }
}

/** The spec says a pattern in words beside it (`x-ojs-form`). */
function textForm(schema: Schema): string {
  const { 'x-ojs-form': form, enum: allowed, minLength, maxLength } = schema;
  if (form === undefined && Array.isArray(allowed)) {
    return `one of ${allowed.map((each) => `"${each}"`).join(', ')}`;
  }
  if (form === undefined) return `a text${countOf(minLength, maxLength, 'characters')}`;
  return maxLength === undefined ? String(form) : `${form}, at most ${maxLength} characters`;
}

/** A limit that only says what a double can hold is none to a reader. */
function range({ minimum, maximum }: Schema): string {
  return maximum === Number.MAX_SAFE_INTEGER ? ` of ${minimum} or more` : ` from ${minimum} to ${maximum}`;
}

function countOf(least: unknown, most: unknown, what: string): string {
  if (most !== undefined)
    return least === undefined ? ` of at most ${most} ${what}` : ` of ${least} to ${most} ${what}`;
  return least === undefined ? '' : ' that is not empty';
}
