/**
 * Write tokens (DESIGN decision 3). Every write on a head sets one; it is the same in all retries of
 * the SDK, so a refused write whose token is already there was our own success.
 */
export interface TokenSource {
  /** This server process; new at every start. */
  readonly server: string;
  next(): string;
}

/** @param server 8 characters that no other incarnation has. */
export function tokenSource(server: string): TokenSource {
  let count = 0;
  return {
    server,
    next() {
      count += 1;
      return `${server}.${count.toString(36)}`;
    },
  };
}
