/** What the clients of a run saw, to be judged afterwards. Times are ms of one clock. */
export interface History {
  /** A fetch answered with this job. */
  fetched(entry: Fetched): void;
  /** An ack, nack or heartbeat that named its worker and attempt was accepted. */
  accepted(entry: Accepted): void;
  /** Sentences about what must not be; empty where all is well. */
  faults(): string[];
}

export interface Fetched {
  readonly jobId: string;
  readonly attempt: number;
  readonly answeredAt: number;
}

export interface Accepted {
  readonly jobId: string;
  readonly attempt: number;
  readonly operation: string;
  readonly sentAt: number;
}

/** An empty history. */
export function history(): History {
  const fetches = new Map<string, Fetched[]>();
  const acceptances: Accepted[] = [];
  return {
    fetched(entry) {
      fetches.set(entry.jobId, [...(fetches.get(entry.jobId) ?? []), entry]);
    },
    accepted: (entry) => acceptances.push(entry),
    faults() {
      const twice = [...fetches.values()].flatMap((entries) =>
        entries
          .filter((entry, at) => entries.findIndex(({ attempt }) => attempt === entry.attempt) < at)
          .map((entry) => `attempt ${entry.attempt} of ${entry.jobId} was handed out twice`),
      );
      const late = acceptances.flatMap((accepted) =>
        (fetches.get(accepted.jobId) ?? [])
          .filter(({ attempt, answeredAt }) => attempt > accepted.attempt && answeredAt < accepted.sentAt)
          .map(
            ({ attempt }) =>
              `${accepted.operation} of attempt ${accepted.attempt} of ${accepted.jobId} was accepted after attempt ${attempt} was fetched`,
          ),
      );
      return [...twice, ...late];
    },
  };
}
