import type { Case, Step } from '../case/case.ts';
import type { Answer, Failure, Judgement, Memory, Request } from '../running/exchange.ts';

/** What a step does next, once its templates are filled. */
export type Move =
  | { readonly kind: 'send'; readonly request: Request }
  | { readonly kind: 'sleep' }
  | { readonly kind: 'judge'; readonly judgement: Judgement }
  | { readonly kind: 'refuse'; readonly failures: readonly Failure[] };

/** One way to read a case: which steps run, what they send, what their answers must hold. */
export interface Reading {
  readonly name: 'official' | 'by intent';
  /** The name that a step's answer is kept under; undefined where the reading leaves the step out. */
  identify(step: Step, at: number, done: ReadonlySet<string>): string | undefined;
  /** How often a step is sent. */
  times(step: Step): number;
  move(step: Step, id: string, memory: Memory, testCase: Case): Move;
  /** Judges an answer, and keeps in `memory` what the step captures. */
  judge(step: Step, id: string, request: Request, answer: Answer, memory: Memory, testCase: Case): Judgement;
  /** True where a pass needs at least one check. */
  readonly mustCheck: boolean;
}
