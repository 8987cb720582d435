/**
 * Which ticks of crons had a server that was there (DESIGN decision 23). Each server publishes, with its
 * signs of life, since when ticks have been watched without a gap: by it, and before it by those that it
 * has seen alive. So the knowledge is handed on, however often servers come and go, and only a time in
 * which none lived breaks it.
 */

/** Another server's sign of life, as this one has seen it. Clocks are not compared, but for `watchedSince`. */
export interface WatchSign {
  /** Since when, by that server's clock, ticks have been watched without a gap; absent: not told yet. */
  readonly watchedSince: number | undefined;
  /** Whether it has been seen to change, so that its server lived while this one did. */
  readonly changed: boolean;
  /** For how long it has been seen to stand still, in ms of this server's clock. */
  readonly stillMs: number;
}

/**
 * A sign of life that stands still for so long is that of a dead server. They come every 3 s, so one that
 * is busy may be silent for 12 s; longer than where counts are taken over, for those can be found anew.
 */
export const DEAD_AFTER_MS = 15_000;

/**
 * What follows for a server that has itself watched, or knows of a watch, since `own`.
 * `sure` is false while a sign stands there that may be of a living server with a longer watch.
 */
export function watchOf(
  own: number,
  others: readonly WatchSign[],
): { readonly since: number; readonly sure: boolean } {
  const perhaps = others.filter(({ stillMs }) => stillMs < DEAD_AFTER_MS);
  const living = perhaps.filter(({ changed }) => changed);
  const since = Math.min(own, ...living.map(({ watchedSince = own }) => watchedSince));
  const sure = perhaps.every(
    ({ changed, watchedSince }) => watchedSince !== undefined && (changed || watchedSince >= since),
  );
  return { since, sure };
}
