import { describe, expect, it } from 'vitest';
import { unlike } from './likeness.ts';

describe('unlike', () => {
  const example = { job: { id: 'a', state: 'active', created_at: '2026' }, count: 1, list: [1, 2] };

  it('finds nothing where only moments differ', () => {
    const actual = { ...example, job: { ...example.job, created_at: '2027' } };
    expect(unlike(example, actual, false)).toEqual([]);
  });

  it('finds a field more, a field less, another value, another type of a moment, another length', () => {
    const { count: _, ...less } = example;
    expect(unlike(example, less, false)).toEqual(['count is missing']);
    expect(unlike(less, example, false)).toEqual(['count is not in the example']);
    expect(unlike(example, { ...example, count: 2 }, false)).toEqual(['count is 2, not 1']);
    expect(unlike(example, { ...example, list: [1] }, false)).toEqual(['list has 1 items, not 2']);
    const late = { ...example, job: { ...example.job, created_at: 2027 } };
    expect(unlike(example, late, false)).toEqual(['job.created_at is 2027, not "2026"']);
  });

  it('lets the id of a job differ only where the server made it', () => {
    const other = { ...example, job: { ...example.job, id: 'b' } };
    expect(unlike(example, other, true)).toEqual([]);
    expect(unlike(example, other, false)).toEqual(['job.id is "b", not "a"']);
  });
});
