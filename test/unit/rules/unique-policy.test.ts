import { describe, expect, it } from 'vitest';
import { OjsError } from '../../../src/rules/errors.ts';
import { parseUniquePolicy } from '../../../src/rules/unique-policy.ts';

const parse = parseUniquePolicy;
const open = ['available', 'active', 'scheduled', 'retryable', 'pending'];

function refusal(value: unknown): OjsError {
  try {
    parse(value);
  } catch (error) {
    if (error instanceof OjsError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(value)} was accepted`);
}

describe('ojs-unique-jobs 2.1: fields and defaults', () => {
  it('an empty policy: by type, in the open states, reject, without a time limit', () => {
    expect(parse({})).toStrictEqual({ keys: ['type'], onConflict: 'reject', states: open });
  });

  it('takes all fields', () => {
    expect(
      parse({
        keys: ['meta', 'args', 'queue'],
        args_keys: ['user_id'],
        meta_keys: ['tenant', 'locale'],
        period: 'P1DT12H',
        states: ['completed', 'discarded', 'cancelled'],
        on_conflict: 'replace_except_schedule',
      }),
    ).toStrictEqual({
      keys: ['type', 'queue', 'args', 'meta'],
      argsKeys: ['user_id'],
      metaKeys: ['tenant', 'locale'],
      periodMs: 129_600_000,
      states: ['completed', 'cancelled', 'discarded'],
      onConflict: 'replace_except_schedule',
    });
  });

  it('3.1 type is always part, once, whatever the order and the repeats', () => {
    expect(parse({ keys: [] }).keys).toEqual(['type']);
    expect(parse({ keys: ['args', 'type', 'args'] }).keys).toEqual(['type', 'args']);
  });

  it('null stands for not given where the standard says so', () => {
    expect(parse({ args_keys: null, meta_keys: null, period: null })).toStrictEqual(parse({}));
  });

  it('an empty args_keys means all args', () => {
    const all = { keys: ['type', 'args'], onConflict: 'reject', states: open };
    expect(parse({ keys: ['args'] })).toStrictEqual(all);
    expect(parse({ keys: ['args'], args_keys: [] })).toStrictEqual(all);
  });

  it('ignores args_keys and meta_keys that no dimension asks for', () => {
    expect(parse({ keys: ['queue'], args_keys: ['a'], meta_keys: ['b'] })).toStrictEqual(
      parse({ keys: ['queue'] }),
    );
  });

  it('ignores what it does not know', () => {
    expect(parse(JSON.parse('{"scope":1,"__proto__":{"keys":["x"]}}'))).toStrictEqual(parse({}));
  });

  it('takes a period in ms', () => {
    expect(parse({ period: 1500 }).periodMs).toBe(1500);
  });
});

describe('DECISIONS 1.4: every known spelling', () => {
  it('key: names inside args', () => {
    expect(parse({ key: ['to', 'template'] })).toMatchObject({
      keys: ['type', 'args'],
      argsKeys: ['to', 'template'],
    });
  });

  it('key: dimensions, where it has nothing but their names and more than one, or "args"', () => {
    expect(parse({ key: ['type', 'queue', 'args'] })).toStrictEqual(parse({ keys: ['queue', 'args'] }));
    expect(parse({ key: ['args'] })).toStrictEqual(parse({ keys: ['args'] }));
    expect(parse({ key: ['type', 'meta'], meta_keys: ['a'] })).toStrictEqual(
      parse({ keys: ['meta'], meta_keys: ['a'] }),
    );
    expect(parse({ key: ['type', 'queue'], args_keys: ['a'] })).toStrictEqual(parse({ keys: ['queue'] }));
    for (const name of ['type', 'queue', 'meta']) {
      expect(parse({ key: [name] })).toMatchObject({ keys: ['type', 'args'], argsKeys: [name] });
    }
    expect(parse({ key: ['type', 'to'] })).toMatchObject({ argsKeys: ['type', 'to'] });
    expect(parse({ key: [] })).toStrictEqual(parse({ keys: ['args'] }));
  });

  it('period_ms: a period in ms, where there is no period', () => {
    expect(parse({ period_ms: 1500 }).periodMs).toBe(1500);
    expect(parse({ period_ms: 1500, period: 'PT1H' }).periodMs).toBe(3_600_000);
    expect(refusal({ period_ms: 'PT1H' })).toMatchObject({ details: { field: 'unique.period_ms' } });
  });

  it('keys wins over key', () => {
    expect(parse({ key: ['to'], keys: ['args'] })).toStrictEqual(parse({ keys: ['args'] }));
  });

  it.each([
    ['reject', 'reject'],
    ['replace', 'replace'],
    ['replace_except_schedule', 'replace_except_schedule'],
    ['ignore', 'ignore'],
    ['use_existing', 'ignore'],
  ])('on_conflict %s is %s', (sent, meant) => {
    expect(parse({ on_conflict: sent }).onConflict).toBe(meant);
  });
});

describe('ojs-unique-jobs 2.2: what is refused with 422, the field named', () => {
  it.each([
    ['keys', ['argz']],
    ['keys', ['Type']],
    ['keys', 'type'],
    ['keys', null],
    ['keys', [1]],
    ['key', ['']],
    ['key', 'to'],
    ['args_keys', ['']],
    ['args_keys', [null]],
    ['args_keys', 'a'],
    ['args_keys', Array.from({ length: 101 }, (_, index) => `k${index}`)],
    ['args_keys', ['x'.repeat(256)]],
    ['meta_keys', [7]],
    ['period', 'second'],
    ['period', 'PT0S'],
    ['period', 'P'],
    ['period', 0],
    ['period', 1.5],
    ['states', ['done']],
    ['states', ['Active']],
    ['states', []],
    ['states', null],
    ['states', 'active'],
    ['on_conflict', 'raise'],
    ['on_conflict', null],
    ['on_conflict', 'constructor'],
  ])('%s: %j', (field, value) => {
    const error = refusal({ [field]: value });
    expect(error).toMatchObject({
      status: 422,
      code: 'validation_error',
      details: { field: `unique.${field}` },
    });
    expect(error.message).toContain(field);
  });

  it.each([
    {},
    { meta_keys: null },
    { meta_keys: [] },
  ])('meta among the keys without meta_keys: %j', (rest) => {
    const error = refusal({ keys: ['meta'], ...rest });
    expect(error).toMatchObject({ status: 422, details: { field: 'unique.meta_keys' } });
  });

  it.each([null, true, 'type', ['type']])('a policy that is no object: %j', (value) => {
    expect(refusal(value)).toMatchObject({ status: 422, details: { field: 'unique' } });
  });
});
