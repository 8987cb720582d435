const SIGNALS = ['SIGTERM', 'SIGINT'];
/**
 * Calls `onSignal` at each SIGTERM and SIGINT, which then do not end the process by themselves.
 * @returns leaves the signals to whoever had them before
 */
export function listenToSignals(onSignal) {
    for (const signal of SIGNALS)
        process.on(signal, onSignal);
    return () => {
        for (const signal of SIGNALS)
            process.off(signal, onSignal);
    };
}
