import { describe, expect, it } from 'vitest';
import { read, readText, refusal } from './envelope.ts';

const LIMIT = 65_536;

/** A meta object of so many bytes. */
function metaOf(bytes: number, letter = 'x'): object {
  const text = letter.repeat((bytes - '{"k":""}'.length) / Buffer.byteLength(letter));
  return { k: text };
}

describe('DECISIONS 1.1: meta', () => {
  it('takes what metadata has and keeps its own where both have a name', () => {
    const job = readText(
      '{"type":"a","args":[],"meta":{"b":2.0,"a":1},"options":{"metadata":{"a":9,"c":12345678901234567890}}}',
    );
    expect(job.meta.text).toBe('{"a":1,"c":12345678901234567890,"b":2.0}');
  });

  it('stays the text it was where there is no metadata', () => {
    expect(readText('{"type":"a","args":[],"meta":{ "__proto__" : [ 1e400 ] }}').meta.text).toBe(
      '{ "__proto__" : [ 1e400 ] }',
    );
  });

  it('is metadata where there is no meta', () => {
    expect(read({ options: { metadata: { test_directive: 'quiet' } } }).meta.text).toBe(
      '{"test_directive":"quiet"}',
    );
  });

  it('takes what options.meta has (ojs-cron 2.2): over metadata, under the meta at the top level', () => {
    const options = { metadata: { a: 'd', b: 'd', c: 'd' }, meta: { a: 'o', b: 'o' } };
    expect(read({ options, meta: { a: 'm' } }).meta.text).toBe('{"a":"m","b":"o","c":"d"}');
    expect(read({ options: { meta: { partner_id: 'p1' } } }).meta.text).toBe('{"partner_id":"p1"}');
  });

  it.each(['x', 'é', '😀'])('may have exactly 65,536 bytes, of %s', (letter) => {
    expect(Buffer.byteLength(read({ meta: metaOf(LIMIT, letter) }).meta.text)).toBe(LIMIT);
  });

  it('is 413 with a byte more, alone or together with metadata', () => {
    const tooLarge = { status: 413, code: 'invalid_request', field: 'meta' };
    expect(refusal(() => read({ meta: metaOf(LIMIT + 1) }))).toEqual(tooLarge);
    expect(refusal(() => read({ options: { metadata: metaOf(LIMIT + 1) } }))).toEqual(tooLarge);
    const half = metaOf(LIMIT / 2);
    expect(refusal(() => read({ meta: { ...half, a: 'x'.repeat(LIMIT / 2) }, metadata: { b: 1 } }))).toEqual(
      tooLarge,
    );
  });
});
