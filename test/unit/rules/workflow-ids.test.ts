import fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { isUuidV7 } from '../../../src/rules/job-id.ts';
import { CALLBACK_NAMES } from '../../../src/rules/workflow.ts';
import { memberJobId } from '../../../src/rules/workflow-ids.ts';

describe('ids of the jobs of a workflow (DESIGN decision 22)', () => {
  it('are UUIDv7 with the time of the workflow, the same each time', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(2 ** 31), (index, msecs) => {
        const workflow = v7({ msecs });
        const id = memberJobId(workflow, index);
        expect(isUuidV7(id)).toBe(true);
        expect(id.slice(0, 13)).toBe(workflow.slice(0, 13));
        expect(memberJobId(workflow, index)).toBe(id);
      }),
    );
  });

  it('differ between steps, callbacks and workflows', () => {
    const workflows = [v7(), v7()];
    const ids = workflows.flatMap((workflow) => [
      ...Array.from({ length: 10_000 }, (_, index) => memberJobId(workflow, index)),
      ...CALLBACK_NAMES.map((name) => memberJobId(workflow, name)),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
