import { spawn } from 'node:child_process';
import { countsIn } from './check/counts.ts';
import { faultsIn } from './check/faults.ts';
import { STAGES, type Step } from './check/steps.ts';

/**
 * Runs the steps of `make test` or of CI, all of them also after a failure, and ends with one line:
 * `N passed, N failed`, and what was skipped. Usage: `check.ts test|ci`.
 */

interface Outcome {
  readonly step: Step;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** What the step printed. */
  readonly output: string;
}

const which = process.argv[2];
if (which !== 'test' && which !== 'ci') {
  process.stderr.write('Say which steps: check.ts test|ci\n');
  process.exit(2);
}

const outcomes: Outcome[] = [];
for (const stage of STAGES) {
  const rows = stage
    .map((row) => row.filter(({ runs }) => runs.includes(which)))
    .filter(({ length }) => length > 0);
  outcomes.push(...(await Promise.all(rows.map((row) => runRow(row, rows.length === 1)))).flat());
}

for (const { step, output } of outcomes.filter(({ failed }) => failed > 0)) {
  process.stdout.write(`\n── failed: ${step.name}\n${faultsIn(output).join('\n')}\n`);
}
process.stdout.write('\n');
for (const { step, passed, failed, skipped, seconds } of outcomes) {
  const sign = failed > 0 ? '✗' : '✓';
  const numbers = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  process.stdout.write(`${sign} ${step.name.padEnd(28)} ${numbers.padEnd(36)} ${seconds.toFixed(1)} s\n`);
}
const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
const skipped = sum((outcome) => outcome.skipped);
process.stdout.write(
  `${sum((outcome) => outcome.passed)} passed, ${sum((outcome) => outcome.failed)} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
);
process.exitCode = outcomes.some(({ failed }) => failed > 0) ? 1 : 0;

async function runRow(row: readonly Step[], alone: boolean): Promise<Outcome[]> {
  const ended: Outcome[] = [];
  for (const step of row) ended.push(await run(step, alone));
  return ended;
}

/**
 * Runs one step, and shows what it prints as it comes where it is `alone`, else once it has ended. One
 * that prints no counts of its own is one check, passed or failed.
 */
function run(step: Step, alone: boolean): Promise<Outcome> {
  const startedAt = performance.now();
  const title = `\n── ${step.name}: ${step.command}\n`;
  process.stdout.write(alone ? title : `\n── begun: ${step.name}\n`);
  return new Promise((resolve) => {
    const child = spawn(step.command, { shell: '/bin/bash', stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        if (alone) process.stdout.write(data);
        output += String(data);
      });
    }
    child.on('close', (code) => {
      if (!alone) process.stdout.write(`${title}${output}`);
      const counts = countsIn(output) ?? { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 };
      const failed = code === 0 ? counts.failed : Math.max(1, counts.failed);
      resolve({ step, ...counts, failed, seconds: (performance.now() - startedAt) / 1000, output });
    });
  });
}
