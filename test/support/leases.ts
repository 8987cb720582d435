import type { Clients } from '../../src/clients.ts';

/** Every write on a head as the table took it: enough to put them in the table's order. */
export interface LeaseLog {
  /** Records the writes that go through these clients. */
  record(clients: Clients): void;
  /** Sentences about leases that overlap in the table's order; empty where all is well. */
  overlaps(): string[];
  /** How many claims were seen. */
  claims(): number;
}

interface Written {
  readonly job: string;
  readonly token: string;
  readonly previousToken: string;
  readonly active: boolean;
  readonly attempt: number;
  /** Ms until which the lease written here holds. */
  readonly leaseEnd: number;
  readonly startedAt: number;
}

/**
 * The order is told by the tokens: each write names the one before it. A claim must follow a write
 * that left the job without holder, or a lease that had run out when the claim was made.
 */
export function leaseLog(): LeaseLog {
  const jobs = new Map<string, Map<string, Written>>();

  function note(item: Record<string, unknown> | undefined): void {
    if (item?.sk !== 'J' || typeof item.w !== 'string') return;
    const job = String(item.pk);
    const writes = jobs.get(job) ?? new Map<string, Written>();
    jobs.set(job, writes);
    writes.set(item.w, {
      job,
      token: item.w,
      previousToken: String(item.pw ?? ''),
      active: item.s === 'active',
      attempt: Number(item.a),
      leaseEnd: Math.min(Number(item.le ?? 0), Number(item.lp ?? 0), Number(item.ld ?? 0)),
      startedAt: Number(item.st ?? 0),
    });
  }

  const isClaim = (write: Written, before: Written | undefined) =>
    write.active && (!before?.active || before.attempt !== write.attempt);

  return {
    record({ documents }) {
      documents.middlewareStack.add(
        (next) => async (args) => {
          const answer = await next(args);
          const { Item } = args.input as { Item?: Record<string, unknown> };
          const { Attributes } = answer.output as { Attributes?: Record<string, unknown> };
          note(Attributes ?? Item);
          return answer;
        },
        { step: 'initialize', priority: 'high', name: 'leaseLog' },
      );
    },
    overlaps() {
      return [...jobs.values()].flatMap((writes) =>
        [...writes.values()]
          .map((write) => ({ write, before: writes.get(write.previousToken) }))
          .filter(({ write, before }) => isClaim(write, before) && before?.active === true)
          .filter(({ write, before }) => before !== undefined && before.leaseEnd > write.startedAt)
          .map(
            ({ write }) => `${write.job}: attempt ${write.attempt} was claimed while the one before held it`,
          ),
      );
    },
    claims() {
      return [...jobs.values()].flatMap((writes) =>
        [...writes.values()].filter((write) => isClaim(write, writes.get(write.previousToken))),
      ).length;
    },
  };
}
