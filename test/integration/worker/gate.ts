/** A promise that is fulfilled from outside. */
export interface Gate<Value> {
  readonly open: (value: Value) => void;
  readonly opened: Promise<Value>;
}

export function gate<Value = void>(): Gate<Value> {
  let open: (value: Value) => void = () => undefined;
  const opened = new Promise<Value>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Ends when `signal` is aborted. */
export function abortOf(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener('abort', () => resolve(signal.reason), { once: true });
  });
}
