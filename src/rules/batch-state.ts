/**
 * How a batch stands (DESIGN decision 21). `open`: it is being staged. `replacing`: it is committed, and
 * its jobs that replace others exist as soon as those are cancelled.
 */
export type BatchState = 'open' | 'replacing' | 'committed' | 'aborted';
