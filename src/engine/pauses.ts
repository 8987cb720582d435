import type { SettingsReader } from './queue-settings.ts';

/** Which queues are paused, as this server knows it: at most a second old where fetches ask. */
export interface Pauses {
  /** As it was when somebody last asked `isPaused`: costs nothing, and may be old. */
  lastKnown(queue: string): boolean;
  /** Whether workers get nothing from the queue: asks the table where what is known is too old. */
  isPaused(queue: string): Promise<boolean>;
}

/**
 * The gate before every claim. The queue's item is read at most about once a second, and only where
 * fetches come.
 */
export function pauseGate(settings: SettingsReader): Pauses {
  return {
    lastKnown: (queue) => settings.lastKnown(queue).paused,
    isPaused: async (queue) => (await settings.current(queue)).paused,
  };
}
