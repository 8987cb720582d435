export function running() {
    const runs = new Set();
    /** Called whenever a job has gone. */
    const waiting = new Set();
    return {
        all: () => [...runs],
        add: (run) => void runs.add(run),
        delete(run) {
            runs.delete(run);
            for (const look of [...waiting])
                look();
        },
        below(count, signal) {
            return new Promise((resolve, reject) => {
                const settle = (outcome) => {
                    waiting.delete(look);
                    signal.removeEventListener('abort', end);
                    outcome();
                };
                const look = () => {
                    if (runs.size < count)
                        settle(resolve);
                };
                const end = () => settle(() => reject(signal.reason));
                if (signal.aborted)
                    return end();
                signal.addEventListener('abort', end, { once: true });
                waiting.add(look);
                look();
            });
        },
    };
}
