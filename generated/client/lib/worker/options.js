/** @throws RangeError naming the option, its limits and what was given. */
export function settingsOf(options) {
    const settings = {
        queues: typeof options.queues === 'string' ? [options.queues] : [...options.queues],
        concurrency: options.concurrency ?? 10,
        visibilityTimeoutMs: options.visibilityTimeoutMs ?? 60_000,
        shutdownGraceMs: options.shutdownGraceMs ?? 25_000,
        handleSignals: options.handleSignals ?? true,
        sendStack: options.sendStack ?? false,
    };
    if (settings.queues.length === 0)
        throw new RangeError('queues is empty; name at least one queue.');
    whole('concurrency', settings.concurrency, 1, 10_000);
    whole('visibilityTimeoutMs', settings.visibilityTimeoutMs, 1_000, 43_200_000);
    whole('shutdownGraceMs', settings.shutdownGraceMs, 0, 2 ** 31 - 1);
    return settings;
}
function whole(name, value, least, most) {
    if (Number.isInteger(value) && value >= least && value <= most)
        return;
    throw new RangeError(`${name} is ${value}; it must be a whole number from ${least} to ${most}.`);
}
