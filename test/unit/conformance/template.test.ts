import { describe, expect, it } from 'vitest';
import type { Json } from '../../../conformance/case/json.ts';
import { fillByIntent } from '../../../conformance/language/template-intent.ts';
import { fillMatcher, fillText } from '../../../conformance/language/template-official.ts';
import type { Memory } from '../../../conformance/running/exchange.ts';
import { answered } from './cases.ts';

const memory: Memory = {
  answers: new Map([
    [
      'step-1',
      answered(201, { job: { id: 'j1', attempt: 2, meta: { 'x.y': 1 } }, jobs: [{ id: 'j1' }], half: 1.5 }),
    ],
  ]),
  names: new Map<string, Json>([
    ['job_id', 'j1'],
    ['count', 3],
  ]),
};
const captured = new Set(['job_id', 'count', 'later']);

describe('case language: templates as the official runner fills them', () => {
  it.each([
    ['/jobs/{{steps.step-1.response.body.job.id}}/x', '/jobs/j1/x'],
    ['{{steps.step-1.response.body.job.attempt}}', '2'],
    ['{{steps.step-1.response.body.half}}', '1.5'],
    ['{"r":"{{steps.step-1.response.body.jobs[0]}}"}', '{"r":"{"id":"j1"}"}'],
  ])('%s', (text, expected) => {
    expect(fillText(text, memory)).toBe(expected);
  });

  it.each([
    '{{steps.step-1.response.body.job.nothing}}',
    '{{steps.step-2.response.body.job.id}}',
    '{{job_id}}',
    `\${job_id}`,
  ])('%s stays as it stands', (text) => {
    expect(fillText(text, memory)).toBe(text);
  });

  it('fills the keys and strings of a matcher', () => {
    const matcher = {
      "$.jobs[?(@.id=='{{steps.step-1.response.body.job.id}}')]": [
        '{{steps.step-1.response.body.job.id}}',
        1,
      ],
    };
    expect(fillMatcher(matcher, memory)).toEqual({ "$.jobs[?(@.id=='j1')]": ['j1', 1] });
  });
});

describe('EXTENSIONS 4.6: templates by intent', () => {
  it.each<[Json, Json]>([
    ['{{steps.step-1.response.body.job.id}}', 'j1'],
    ['{{job_id}}', 'j1'],
    [`\${job_id}`, 'j1'],
    ['$ref.job_id', 'j1'],
    [`/jobs/\${job_id}/x`, '/jobs/j1/x'],
    ['{{count}}', 3],
    ['n={{count}}', 'n=3'],
    ['{{steps.step-1.response.body.jobs}}', [{ id: 'j1' }]],
    ['{{steps.step-1.response.status}}', 201],
    ['{{steps.step-1.response.body.job.meta.x.y}}', 1],
    [{ 'k-{{job_id}}': ['$ref.count'] }, { 'k-j1': [3] }],
  ])('%j', (template, expected) => {
    expect(fillByIntent(template, memory, captured)).toEqual({ value: expected, unfilled: [] });
  });

  it('names the templates for which there is nothing', () => {
    expect(
      fillByIntent([`\${later}`, 'x {{steps.step-9.response.body}}'], memory, captured).unfilled,
    ).toEqual([`\${later}`, '{{steps.step-9.response.body}}']);
  });

  it('leaves words alone that no step captures', () => {
    const text = `Dear {{customer}}, that is \${price}`;
    expect(fillByIntent(text, memory, captured)).toEqual({ value: text, unfilled: [] });
  });

  it('keeps a key named __proto__', () => {
    const template: Json = JSON.parse('{"__proto__":{"a":"{{count}}"}}');
    expect(JSON.stringify(fillByIntent(template, memory, captured).value)).toBe('{"__proto__":{"a":3}}');
  });
});
