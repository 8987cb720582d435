import type { HeartbeatAnswer } from './options.js';
/**
 * The answer to a beat that named the jobs `named`. A server that does not say which of them it extended has
 * not said that one is lost: an ack will tell. One that has a directive has words of its own for `state`.
 */
export declare function beatOf(answer: HeartbeatAnswer & {
    readonly directive?: unknown;
}, named: readonly string[]): HeartbeatAnswer;
