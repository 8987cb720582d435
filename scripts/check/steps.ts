/** One check of the project: a command of the Makefile, or what stands behind one. */
export interface Step {
  readonly name: string;
  readonly command: string;
  /** `test`: part of `make test`; `ci`: part of what CI runs. */
  readonly runs: readonly ('test' | 'ci')[];
}

const BOTH = ['test', 'ci'] as const;

/** Rows that run at the same time; the steps of a row one after the other. */
export type Stage = readonly (readonly Step[])[];

/**
 * One after the other, the quick ones first. At the same time runs what uses one core, and what waits more
 * than it works beside what works.
 */
export const STAGES: readonly Stage[] = [
  [
    [{ name: 'generated is current', command: 'make check-generated', runs: BOTH }],
    [{ name: 'types', command: 'make types', runs: BOTH }],
    [{ name: 'lint', command: 'make lint', runs: BOTH }],
    [{ name: 'spec-coverage', command: 'make spec-coverage', runs: BOTH }],
    [{ name: 'spec-diff', command: 'make spec-diff', runs: ['ci'] }],
  ],
  [
    [
      { name: 'unit', command: 'make unit', runs: BOTH },
      { name: 'contract', command: 'make contract', runs: BOTH },
      { name: 'integration', command: 'make integration', runs: BOTH },
      { name: 'conformance', command: 'make conformance-quick', runs: BOTH },
      { name: 'crashes', command: 'make crashes', runs: ['ci'] },
    ],
  ],
  [
    [
      { name: 'levels 0 to 4, thrice', command: 'make conformance-shuffled', runs: ['ci'] },
      { name: 'conformance, DynamoDB Local', command: 'make conformance-dynamodb-local', runs: ['ci'] },
    ],
    [
      { name: 'conformance, slow cases', command: 'make conformance-slow', runs: ['ci'] },
      { name: 'package, mock, spec-diff', command: 'make tooling', runs: ['ci'] },
    ],
  ],
  [[{ name: 'budget', command: 'make budget', runs: ['ci'] }]],
];
