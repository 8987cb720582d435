import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALLBACK_NAMES, type Membership } from '../../../src/rules/workflow.ts';
import { membershipFromStored, membershipToStored } from '../../../src/table/membership.ts';

describe('the workflow of a job, as its head stores it', () => {
  const memberships: fc.Arbitrary<Membership> = fc.record({
    workflowId: fc.uuid(),
    kind: fc.constantFrom('chain', 'group', 'batch'),
    step: fc.oneof(fc.nat(9_999), fc.constantFrom(...CALLBACK_NAMES)),
    total: fc.integer({ min: 1, max: 10_000 }),
  });

  it('comes back as it was, in at most 52 bytes', () => {
    fc.assert(
      fc.property(memberships, (membership) => {
        const text = membershipToStored(membership);
        expect(membershipFromStored(text)).toEqual(membership);
        expect(text.length).toBeLessThanOrEqual(52);
      }),
    );
  });
});
