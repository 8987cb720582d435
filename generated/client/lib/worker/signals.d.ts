/**
 * Calls `onSignal` at each SIGTERM and SIGINT, which then do not end the process by themselves.
 * @returns leaves the signals to whoever had them before
 */
export declare function listenToSignals(onSignal: () => void): () => void;
