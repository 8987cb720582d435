/** One embedded store that listens. */
export interface RunningStore {
  /** Base URL, without a path. */
  readonly endpoint: string;
  /** Stops listening, cuts open connections and closes the data. */
  close(): Promise<void>;
}
