import type { Clients } from '../../src/clients.ts';

/** What SQS showed to which server, and for which job each server went to the table next; in the order of this process. */
export interface ShownHints {
  /** Records what goes through one server's clients. */
  record(server: string): (clients: Clients) => void;
  /** @param rankOf the smaller goes first; undefined for jobs that are not judged. */
  verdict(rankOf: (jobId: string) => number | undefined): Verdict;
}

export interface Verdict {
  /** Sentences about jobs taken while a better one was at hand on the same server; empty where all is well. */
  readonly faults: readonly string[];
  /** How often a job was taken while a worse one was at hand: each time the order was put to the test. */
  readonly trials: number;
}

interface Happening {
  readonly kind: 'shown' | 'taken';
  readonly server: string;
  readonly jobId: string;
  readonly at: number;
}

/** A hint that nobody takes goes back to SQS after a second; one shown just now may have come after the choice. */
const AT_HAND_MS = 900;
const JUST_NOW_MS = 20;

export function shownHints(): ShownHints {
  const happenings: Happening[] = [];

  function note(kind: Happening['kind'], server: string, jobId: string): void {
    happenings.push({ kind, server, jobId, at: performance.now() });
  }

  return {
    record(server) {
      return ({ dynamodb, sqs }) => {
        sqs.middlewareStack.add(
          (next, { commandName }) =>
            async (args) => {
              const answer = await next(args);
              if (commandName !== 'ReceiveMessageCommand') return answer;
              const { Messages = [] } = answer.output as { Messages?: { Body?: string }[] };
              for (const { Body = '{}' } of Messages) note('shown', server, String(JSON.parse(Body).j));
              return answer;
            },
          { step: 'initialize', priority: 'high', name: 'shownHints' },
        );
        dynamodb.middlewareStack.add(
          (next, { commandName }) =>
            (args) => {
              // A hint is followed by a blind claim, or by reading the head first.
              const { Key } = args.input as { Key?: { pk?: { S?: string }; sk?: { S?: string } } };
              const follows = commandName === 'UpdateItemCommand' || commandName === 'GetItemCommand';
              if (follows && Key?.sk?.S === 'J') note('taken', server, String(Key.pk?.S).slice('J#'.length));
              return next(args);
            },
          { step: 'build', name: 'takenHints' },
        );
      };
    },
    verdict(rankOf) {
      const faults: string[] = [];
      let trials = 0;
      /** Jobs shown to each server that nobody has taken since, and when. */
      const atHand = new Map<string, Map<string, number>>();
      const taken = new Set<string>();
      for (const { kind, server, jobId, at } of happenings) {
        const rank = rankOf(jobId);
        if (rank === undefined) continue;
        const here = atHand.get(server) ?? new Map<string, number>();
        atHand.set(server, here);
        if (kind === 'shown') {
          if (!taken.has(jobId)) here.set(jobId, at);
          continue;
        }
        for (const jobs of atHand.values()) jobs.delete(jobId);
        if (taken.has(jobId)) continue;
        taken.add(jobId);
        const others = [...here].filter(([, shownAt]) => {
          const ageMs = at - shownAt;
          return ageMs > JUST_NOW_MS && ageMs < AT_HAND_MS;
        });
        const better = others.find(([other]) => (rankOf(other) ?? rank) < rank);
        if (better) faults.push(`${server} took ${jobId} while ${better[0]} was at hand there`);
        if (others.some(([other]) => (rankOf(other) ?? rank) > rank)) trials += 1;
      }
      return { faults, trials };
    },
  };
}
