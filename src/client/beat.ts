import type { HeartbeatAnswer } from './options.ts';

/**
 * The answer to a beat that named the jobs `named`. A server that does not say which of them it extended has
 * not said that one is lost: an ack will tell. One that has a directive has words of its own for `state`.
 */
export function beatOf(
  answer: HeartbeatAnswer & { readonly directive?: unknown },
  named: readonly string[],
): HeartbeatAnswer {
  const { state, jobs_extended }: Partial<HeartbeatAnswer> = answer;
  return {
    ...answer,
    state: answer.directive === undefined ? (state ?? 'running') : stateOf(answer.directive),
    jobs_extended: jobs_extended ?? [...named],
  };
}

function stateOf(directive: unknown): HeartbeatAnswer['state'] {
  return directive === 'quiet' || directive === 'terminate' ? directive : 'running';
}
