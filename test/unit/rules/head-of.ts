import type { Head, Lease } from '../../../src/rules/head.ts';
import { PROBATION_MS } from '../../../src/rules/head.ts';
import { defaultRetryPolicy } from '../../../src/rules/retry-policy.ts';

/** A head as enqueue makes it at `now` 1,000,000, with what a test changes. */
export function headOf(changes: Partial<Head> = {}): Head {
  return {
    id: '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f',
    type: 'email.send',
    queue: 'default',
    state: 'available',
    priority: 0,
    attempt: 0,
    retry: { ...defaultRetryPolicy, jitter: false },
    createdAt: 1_000_000,
    enqueuedAt: 1_000_000,
    failures: 0,
    errors: [],
    errorPieces: [],
    place: { partition: 'O#default#0', order: '100#00000001000000#0000001#server' },
    nonce: 'server.1',
    token: 'server.1',
    ...changes,
  };
}

/** A lease given by `me` at 1,000,000, on probation, with what a test changes. */
export function leaseOf(changes: Partial<Lease> = {}): Lease {
  return {
    server: 'me',
    endsAt: 1_000_000 + PROBATION_MS,
    promisedAt: 1_000_000 + 1_800_000,
    lengthMs: 1_800_000,
    deadlineAt: 1_000_000 + 1_800_000,
    ...changes,
  };
}
