import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../src/rules/fingerprint.ts';
import { JsonText } from '../../../src/rules/json-text.ts';
import { parseUniquePolicy } from '../../../src/rules/unique-policy.ts';

interface Parts {
  type?: string;
  queue?: string;
  args?: string;
  meta?: string;
}

const key = (policy: object, { type = 'a.b', queue = 'q', args = '[]', meta = '{}' }: Parts = {}) =>
  fingerprint(parseUniquePolicy(policy), { type, queue, args: new JsonText(args), meta: new JsonText(meta) });

describe('ojs-unique-jobs 4: the key of a job', () => {
  it('is the SHA-256 of the canonical dimensions, in lower-case hex (4.1)', () => {
    const canonical = '{"args":{"user_id":42},"queue":"notifications","type":"email.send"}';
    expect(
      key(
        { keys: ['type', 'queue', 'args'], args_keys: ['user_id'] },
        { type: 'email.send', queue: 'notifications', args: '[{"user_id": 42, "locale": "en"}]' },
      ),
    ).toBe(createHash('sha256').update(canonical).digest('hex'));
  });

  it('type always counts, the rest only where it is named (2.2, 3)', () => {
    expect(key({ keys: [] }, { type: 'a' })).not.toBe(key({ keys: [] }, { type: 'b' }));
    expect(key({}, { queue: 'x', args: '[1]', meta: '{"a":1}' })).toBe(key({}));
    expect(key({ keys: ['queue'] }, { queue: 'x' })).not.toBe(key({ keys: ['queue'] }, { queue: 'y' }));
    expect(key({ keys: ['args'] }, { args: '[1]' })).not.toBe(key({ keys: ['args'] }, { args: '[2]' }));
  });

  it('policies that name different dimensions never meet', () => {
    const keys = [
      key({}),
      key({ keys: ['queue'] }),
      key({ keys: ['args'] }),
      key({ keys: ['args'], args_keys: ['a'] }),
      key({ keys: ['args'], args_keys: ['a', 'b'] }),
      key({ keys: ['meta'], meta_keys: ['a'] }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('args by meaning, not by spelling', () => {
    const args = { keys: ['args'] };
    expect(key(args, { args: '[{"b":1.0,"a":"\\u0041"}]' })).toBe(key(args, { args: '[ {"a":"A","b":1} ]' }));
    expect(key(args, { args: '[9007199254740993]' })).not.toBe(key(args, { args: '[9007199254740992]' }));
  });

  it('args_keys: the named members of the first argument; null for what is not there', () => {
    const policy = { keys: ['args'], args_keys: ['id'] };
    const of = (args: string) => key(policy, { args });
    expect(of('[{"id":1,"x":1}]')).toBe(of('[{"id":1,"x":2}, "more"]'));
    expect(of('[{"id":1}]')).not.toBe(of('[{"id":"1"}]'));
    expect(of('[]')).toBe(of('[{"id":null}]'));
    expect(of('["id"]')).toBe(of('[{}]'));
    expect(of('[{"__proto__":{"id":1}}]')).toBe(of('[{}]'));
    expect(key({ key: ['id'] }, { args: '[{"id":1}]' })).toBe(of('[{"id":1}]'));
    const two = (names: string[]) => key({ keys: ['args'], args_keys: names }, { args: '[{"a":1,"b":2}]' });
    expect(two(['a', 'b'])).toBe(two(['b', 'a', 'b']));
  });

  it('meta_keys: the named members of meta', () => {
    const policy = { keys: ['meta'], meta_keys: ['tenant'] };
    const of = (meta: string) => key(policy, { meta });
    expect(of('{"tenant":"x","trace":1}')).toBe(of('{"tenant":"x"}'));
    expect(of('{"tenant":"x"}')).not.toBe(of('{"tenant":"y"}'));
  });

  it('a name is the same in every Unicode form (4.2)', () => {
    const [composed, decomposed] = ['\u00e9', 'e\u0301'];
    for (const name of [composed, decomposed]) {
      const args = (text: string) => key({ keys: ['args'], args_keys: [name] }, { args: text });
      expect(args(`[{"${decomposed}":1}]`)).toBe(args(`[{"${composed}":1}]`));
      expect(args(`[{"${decomposed}":1}]`)).not.toBe(args(`[{"${decomposed}":2}]`));
      const meta = (text: string) => key({ keys: ['meta'], meta_keys: [name] }, { meta: text });
      expect(meta(`{"${decomposed}":1}`)).toBe(meta(`{"${composed}":1}`));
      expect(meta(`{"${composed}":1}`)).not.toBe(meta(`{"${composed}":2}`));
    }
    const policies = [composed, decomposed].map((name) => ({ keys: ['args'], args_keys: [name] }));
    expect(new Set(policies.map((policy) => key(policy, { args: `[{"${composed}":1}]` }))).size).toBe(1);
  });
});
