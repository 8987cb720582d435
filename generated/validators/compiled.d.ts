// Made by `make generate` from spec/. Not to be edited.
import type { ErrorObject } from 'ajv';

/** True where the value fits; else `errors` says why, until the next call. */
export interface Validator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}
export const AckAnswer: Validator;
export const AckRequest: Validator;
export const AdminDeadLetterPage: Validator;
export const BatchAnswer: Validator;
export const BatchRequest: Validator;
export const CancelAnswer: Validator;
export const ConflictAnswer: Validator;
export const DeadLetterDeleted: Validator;
export const DeadLetterPage: Validator;
export const DeadLetterRetryRequest: Validator;
export const DeadLetterStats: Validator;
export const DeduplicatedAnswer: Validator;
export const EnqueueRequest: Validator;
export const EventsAnswer: Validator;
export const FailureAnswer: Validator;
export const FetchAnswer: Validator;
export const FetchRequest: Validator;
export const Headers: Validator;
export const HeadersAllow: Validator;
export const HeadersLocation: Validator;
export const HeadersWWWAuthenticate: Validator;
export const HeartbeatAnswer: Validator;
export const HeartbeatRequest: Validator;
export const InvalidAnswer: Validator;
export const JobAnswer: Validator;
export const Manifest: Validator;
export const NackAnswer: Validator;
export const NackRequest: Validator;
export const NotFoundAnswer: Validator;
export const PauseAnswer: Validator;
export const ProgressAnswer: Validator;
export const ProgressReport: Validator;
export const ProgressRequest: Validator;
export const QueueAnswer: Validator;
export const QueueStatsAnswer: Validator;
export const QueuesAnswer: Validator;
export const ResetAnswer: Validator;
export const ResumeAnswer: Validator;
export const RetriedAnswer: Validator;
export const TooLargeAnswer: Validator;
export const UnauthenticatedAnswer: Validator;
export const UnavailableAnswer: Validator;
export const UnprocessableAnswer: Validator;
export const WrongMethodAnswer: Validator;
export const getHealth200: Validator;
export const getHealth503: Validator;
