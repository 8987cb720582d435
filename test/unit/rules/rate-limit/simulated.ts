import {
  ask,
  type Borrower,
  NEW_BORROWER,
  settle,
  turnBegun,
  turned,
  turnWon,
} from '../../../../src/rules/rate-borrower.ts';
import type { RateLimit } from '../../../../src/rules/rate-limit.ts';
import type { Holder, Lent } from '../../../../src/rules/rate-shares.ts';

/** One step of a schedule; `server` is any of those there are. */
export type Step =
  /** Time goes on. */
  | { readonly kind: 'pass'; readonly ms: number }
  /** A fetch asks for starts; each claim takes `claimMs` and writes at some moment of it. */
  | {
      readonly kind: 'fetch';
      readonly server: number;
      readonly wanted: number;
      readonly claimMs: number;
      readonly at: number;
      readonly gone: boolean;
    }
  /** A server reads the item and decides. */
  | { readonly kind: 'read'; readonly server: number }
  /** One of its writes reaches the table, maybe one that it has given up; the answer may be lost. */
  | { readonly kind: 'write'; readonly server: number; readonly latest: boolean; readonly answered: boolean }
  /** kill -9, and another server in its place. */
  | { readonly kind: 'die'; readonly server: number };

interface Server {
  readonly name: string;
  /** What its clock shows beside the true time, ms. */
  readonly skewMs: number;
  borrower: Borrower;
  pending: { readonly lent: Lent; readonly over: number; readonly sentAt: number }[];
  claims: { readonly endMs: number; readonly started: number; readonly unused: number }[];
}

/** Any number of servers over one item, with the true rules; says when jobs were started, in true ms. */
export function simulate(limit: RateLimit, skews: readonly number[], steps: readonly Step[]): number[] {
  const starts: number[] = [];
  let now = 1_000_000;
  let item: { version: number; holders: readonly Holder[] } = { version: 0, holders: [] };
  let born = 0;
  let turns = 0;
  const fresh = (skewMs: number): Server => {
    born += 1;
    return { name: `s${born}`, skewMs, borrower: NEW_BORROWER, pending: [], claims: [] };
  };
  const servers = skews.map(fresh);
  const clockOf = ({ skewMs }: Server) => now + skewMs;

  function passTo(endMs: number): void {
    now = endMs;
    for (const server of servers) {
      const over = server.claims.filter((claim) => claim.endMs <= now).sort((a, b) => a.endMs - b.endMs);
      server.claims = server.claims.filter((claim) => claim.endMs > now);
      for (const { endMs, started, unused } of over) {
        server.borrower = settle(server.borrower, limit, started, unused, endMs + server.skewMs);
      }
    }
  }

  for (const step of steps) {
    if (step.kind === 'pass') {
      passTo(now + step.ms);
      continue;
    }
    const index = step.server % servers.length;
    const server = servers[index];
    if (!server) continue;
    switch (step.kind) {
      case 'fetch': {
        const asked = ask(server.borrower, limit, step.wanted, clockOf(server));
        server.borrower = asked.borrower;
        if (asked.starts === 0) break;
        const unused = step.gone ? 1 : 0;
        const started = asked.starts - unused;
        for (let n = 0; n < started; n += 1) starts.push(now + step.at * step.claimMs);
        server.claims.push({ endMs: now + step.claimMs, started, unused });
        break;
      }
      case 'read': {
        const at = clockOf(server);
        turns += 1;
        server.borrower = turnBegun(server.borrower, turns, at);
        const { borrower, lent } = turned(server.borrower, server.name, limit, item.holders, at);
        server.borrower = borrower;
        server.pending.push({ lent, over: item.version, sentAt: at });
        break;
      }
      case 'write': {
        const newest = server.pending.at(-1);
        const write = step.latest ? server.pending.pop() : server.pending.shift();
        if (!write || write.over !== item.version) break;
        item = { version: item.version + 1, holders: write.lent.holders };
        if (step.answered && write === newest) {
          server.borrower = turnWon(server.borrower, server.name, write.lent, write.sentAt);
        }
        break;
      }
      case 'die':
        servers[index] = fresh(server.skewMs);
        break;
    }
  }
  return starts.sort((a, b) => a - b);
}

/** The most starts in any window of `perMs`. */
export function mostIn(starts: readonly number[], perMs: number): number {
  let from = 0;
  let most = 0;
  for (const [to, at] of starts.entries()) {
    while (at - (starts[from] ?? at) >= perMs) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
