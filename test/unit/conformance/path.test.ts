import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../conformance/case/json.ts';
import { resolveByIntent, resolveOfficial } from '../../../conformance/language/path.ts';

const body: Json = {
  job: { id: 'j1', meta: { 'a.b': 1, 'a.b.c': 2, a: { b: 3, d: 4 } }, args: [[10, 20], null] },
  jobs: [{ id: 'x', state: 'active' }, { id: 'y' }, { id: 'z', state: 'available' }],
};

function value(resolve: typeof resolveOfficial, path: string): Json | undefined | string {
  const resolved = resolve(body, path);
  return resolved.ok ? resolved.value : 'error';
}

describe('case language: paths in both readings', () => {
  it.each([
    ['$.job.id', 'j1'],
    ['job.id', 'j1'],
    ['$.job.args[0][1]', 20],
    ['$.jobs[*].state', ['active', 'available']],
    ["$.jobs[?(@.id=='z')].state", 'available'],
    ['$.jobs[3].id', 'error'],
    ['$.job.id.length', 'error'],
    ['$.jobs.id', 'error'],
    ['$.job[0]', 'error'],
    ['$.jobs[', 'error'],
    ['$.jobs[x]', 'error'],
    ['$.job..id', 'error'],
  ])('%s', (path, expected) => {
    expect(value(resolveOfficial, path)).toEqual(expected);
    expect(value(resolveByIntent, path)).toEqual(expected);
  });

  it('a missing field is null in the official reading, nothing by intent; a step further is an error', () => {
    expect(resolveOfficial(body, '$.job.result')).toEqual({ ok: true, value: null });
    expect(resolveByIntent(body, '$.job.result')).toEqual({ ok: true, value: undefined });
    expect(value(resolveOfficial, '$.job.result.x')).toBe('error');
    expect(value(resolveByIntent, '$.job.result.x')).toBe('error');
  });

  it('a filter that finds no element leads to null', () => {
    expect(value(resolveOfficial, "$.jobs[?(@.id=='none')]")).toBeNull();
    expect(value(resolveByIntent, "$.jobs[?(@.id=='none')]")).toBeNull();
  });
});

describe('case language: keys with dots', () => {
  it('are steps in the official reading', () => {
    expect(value(resolveOfficial, '$.job.meta.a.b')).toBe(3);
    expect(value(resolveOfficial, '$.job.meta["a.b"]')).toBe('error');
  });

  it('by intent the longest key that exists wins, and quotes name a key whole', () => {
    expect(value(resolveByIntent, '$.job.meta.a.b')).toBe(1);
    expect(value(resolveByIntent, '$.job.meta.a.b.c')).toBe(2);
    expect(value(resolveByIntent, '$.job.meta.a.d')).toBe(4);
    expect(value(resolveByIntent, '$.job.meta["a.b"]')).toBe(1);
    expect(value(resolveByIntent, "$.job.meta['a'].d")).toBe(4);
  });

  it('a shorter key is taken where the longest one leads nowhere', () => {
    expect(resolveByIntent({ 'a.b': {}, a: { b: { c: 1 } } }, 'a.b.c')).toEqual({ ok: true, value: 1 });
  });

  it('whatever key an object has is found by its own name in quotes', () => {
    const keys = fc.string({ minLength: 1 }).filter((key) => !key.includes('"'));
    fc.assert(
      fc.property(keys, fc.integer(), (key, number) => {
        const object = JSON.parse(`{${JSON.stringify(key)}:${number}}`);
        expect(resolveByIntent(object, `$["${key}"]`)).toEqual({ ok: true, value: number });
      }),
    );
  });

  it('inherited names are missing', () => {
    expect(resolveByIntent({}, '$.constructor')).toEqual({ ok: true, value: undefined });
    expect(resolveOfficial({}, '$.__proto__')).toEqual({ ok: true, value: null });
  });
});
