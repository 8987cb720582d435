import type { Run } from './run.ts';

/** The jobs in a worker's hands, until their handlers have ended and the server knows. */
export interface Running {
  all(): Run[];
  add(run: Run): void;
  delete(run: Run): void;
  /** Ends as soon as there are fewer than `count`; fails with the signal's reason. */
  below(count: number, signal: AbortSignal): Promise<void>;
}

export function running(): Running {
  const runs = new Set<Run>();
  /** Called whenever a job has gone. */
  const waiting = new Set<() => void>();
  return {
    all: () => [...runs],
    add: (run) => void runs.add(run),
    delete(run) {
      runs.delete(run);
      for (const look of [...waiting]) look();
    },
    below(count, signal) {
      return new Promise((resolve, reject) => {
        const settle = (outcome: () => void) => {
          waiting.delete(look);
          signal.removeEventListener('abort', end);
          outcome();
        };
        const look = () => {
          if (runs.size < count) settle(resolve);
        };
        const end = () => settle(() => reject(signal.reason));
        if (signal.aborted) return end();
        signal.addEventListener('abort', end, { once: true });
        waiting.add(look);
        look();
      });
    },
  };
}
