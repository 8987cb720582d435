/** The eight states of the standard's lifecycle (ojs-core, section 5). */
export type JobState =
  | 'pending'
  | 'scheduled'
  | 'available'
  | 'active'
  | 'retryable'
  | 'completed'
  | 'cancelled'
  | 'discarded';
