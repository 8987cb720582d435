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
    expect(parse({ key: ['type', 'args'], args_keys: ['a'] })).toStrictEqual(
      parse({ keys: ['args'], args_keys: ['a'] }),
    );
    for (const name of ['type', 'queue', 'meta']) {
      expect(parse({ key: [name] })).toMatchObject({ keys: ['type', 'args'], argsKeys: [name] });
    }
    expect(parse({ key: ['type', 'to'] })).toMatchObject({ argsKeys: ['type', 'to'] });
    expect(parse({ key: [] })).toStrictEqual(parse({ keys: ['args'] }));
  });

  it('period_ms: a period in ms', () => {
    expect(parse({ period_ms: 1500 }).periodMs).toBe(1500);
    expect(parse({ period_ms: 1500, period: null }).periodMs).toBe(1500);
    expect(refusal({ period_ms: 'PT1H' })).toMatchObject({ details: { field: 'unique.period_ms' } });
  });

  it('two spellings that say the same', () => {
    const policy = parse({ keys: ['args'], args_keys: ['to', 'cc'] });
    expect(parse({ key: ['cc', 'to'], keys: ['type', 'args'], args_keys: ['to', 'cc'] })).toStrictEqual(
      policy,
    );
    expect(parse({ key: ['to', 'cc'], args_keys: ['to', 'cc'] })).toStrictEqual(policy);
    expect(parse({ key: ['type', 'args'], keys: ['args'] })).toStrictEqual(parse({ keys: ['args'] }));
    expect(parse({ period: 'PT1.5S', period_ms: 1500 })).toStrictEqual(parse({ period: 'PT1.5S' }));
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

  it('an entry of a list that does not fit is named', () => {
    expect(refusal({ keys: ['type', 'argz'] }).message).toContain('received an array with "argz" in it.');
    expect(refusal({ states: ['running'] }).message).toContain('received an array with "running" in it.');
    expect(refusal({ args_keys: ['a', 7] }).message).toContain('received an array with 7 in it.');
    expect(refusal({ states: [] }).message).toContain('received an array.');
    expect(refusal({ keys: ['meta'] }).message).toContain('received nothing.');
  });

  it.each([null, true, 'type', ['type']])('a policy that is no object: %j', (value) => {
    expect(refusal(value)).toMatchObject({ status: 422, details: { field: 'unique' } });
  });
});

describe('a policy whose fields contradict one another is refused with 422: nobody gets less than he asked for', () => {
  it.each([
    ['args_keys', { args_keys: ['user_id'] }],
    ['args_keys', { keys: ['type', 'queue'], args_keys: ['user_id'] }],
    ['args_keys', { key: ['type', 'queue'], args_keys: ['user_id'] }],
    ['meta_keys', { meta_keys: ['tenant'] }],
    ['meta_keys', { keys: ['args'], meta_keys: ['tenant'] }],
  ])('%s that no dimension asks for: %j', (field, policy) => {
    const error = refusal(policy);
    expect(error).toMatchObject({ status: 422, details: { field: `unique.${field}` } });
    const dimension = field.replace('_keys', '');
    expect(error.message).toBe(`unique.${field}: must be left out unless "${dimension}" is among the keys.`);
  });

  it('an empty list of names, which says nothing, is none', () => {
    expect(parse({ args_keys: [], meta_keys: [] })).toStrictEqual(parse({}));
  });

  it.each([
    ['key', 'keys', { key: ['to'], keys: ['type'] }],
    ['key', 'keys', { key: ['type', 'queue'], keys: ['args'] }],
    ['key', 'args_keys', { key: ['to'], keys: ['args'] }],
    ['key', 'args_keys', { key: ['to'], args_keys: ['cc'] }],
    ['period_ms', 'period', { period_ms: 1500, period: 'PT1H' }],
  ])('%s and %s that do not say the same: %j', (field, other, policy) => {
    const error = refusal(policy);
    expect(error).toMatchObject({ status: 422, details: { field: `unique.${field}` } });
    expect(error.message).toBe(`unique.${field}: must be left out beside ${other}, or say the same.`);
  });
});
