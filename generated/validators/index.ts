// Made by `make generate` from spec/. Not to be edited.
import type { OperationId } from '../operations.ts';
import type { Validator } from './compiled.js';
import * as compiled from './compiled.js';

export type { Validator } from './compiled.js';

/** What an answer is held against; the names of headers are in lower case. */
export interface AnswerCheck {
  readonly body: Validator;
  readonly headers: Validator;
}

/** Checks of request bodies, by operation. */
export const requestBodies = {
  createJob: compiled.EnqueueRequest,
  createJobBatch: compiled.BatchRequest,
  ackJob: compiled.AckRequest,
  fetchJobs: compiled.FetchRequest,
  workerHeartbeat: compiled.HeartbeatRequest,
  nackJob: compiled.NackRequest,
} as const satisfies Partial<Record<OperationId, Validator>>;

/** Checks of answers, by operation and status: a status that is not here is not declared. */
export const answers: Readonly<Record<OperationId, Readonly<Record<number, AnswerCheck>>>> = {
  getManifest: {
    200: { body: compiled.Manifest, headers: compiled.Headers },
    401: { body: compiled.UnauthenticatedAnswer, headers: compiled.HeadersWWWAuthenticate },
    500: { body: compiled.FailureAnswer, headers: compiled.Headers },
    503: { body: compiled.UnavailableAnswer, headers: compiled.Headers },
  },
  resetServer: {
    200: { body: compiled.ResetAnswer, headers: compiled.Headers },
    401: { body: compiled.UnauthenticatedAnswer, headers: compiled.HeadersWWWAuthenticate },
    404: { body: compiled.NotFoundAnswer, headers: compiled.Headers },
    422: { body: compiled.UnprocessableAnswer, headers: compiled.Headers },
    500: { body: compiled.FailureAnswer, headers: compiled.Headers },
    503: { body: compiled.UnavailableAnswer, headers: compiled.Headers },
  },
  getHealth: {
    200: { body: compiled.getHealth200, headers: compiled.Headers },
    401: { body: compiled.UnauthenticatedAnswer, headers: compiled.HeadersWWWAuthenticate },
    422: { body: compiled.UnprocessableAnswer, headers: compiled.Headers },
    500: { body: compiled.FailureAnswer, headers: compiled.Headers },
    503: { body: compiled.getHealth503, headers: compiled.Headers },
  },
  createJob: {
    200: { body: compiled.DeduplicatedAnswer, headers: compiled.Headers },
    201: { body: compiled.JobAnswer, headers: compiled.HeadersLocation },
    400: { body: compiled.InvalidAnswer, headers: compiled.Headers },
    401: { body: compiled.UnauthenticatedAnswer, headers: compiled.HeadersWWWAuthenticate },
    409: { body: compiled.ConflictAnswer, headers: compiled.Headers },
    413: { body: compiled.TooLargeAnswer, headers: compiled.Headers },
    422: { body: compiled.UnprocessableAnswer, headers: compiled.Headers },
    500: { body: compiled.FailureAnswer, headers: compiled.Headers },
    503: { body: compiled.UnavailableAnswer, headers: compiled.Headers },
  },
  createJobBatch: {
    201: { body: compiled.BatchAnswer, headers: compiled.Headers },
    400: { body: compiled.InvalidAnswer, headers: compiled.Headers },
    401: { body: compiled.UnauthenticatedAnswer, headers: compiled.HeadersWWWAuthenticate },
    409: { body: compiled.ConflictAnswer, headers: compiled.Headers },
    413: { body: compiled.TooLargeAnswer, headers: compiled.Headers },
    422: { body: compiled.UnprocessableAnswer, headers: compiled.Headers },
    500: { body: compiled.FailureAnswer, headers: compiled.Headers },
    503: { body: compiled.UnavailableAnswer, headers: compiled.Headers },
  },
  cancelJob: {
    200: { body: compiled.CancelAnswer, headers: compiled.Headers },
    401: { body: compiled.UnauthenticatedAnswer, headers: compiled.HeadersWWWAuthenticate },
    404: { body: compiled.NotFoundAnswer, headers: compiled.Headers },
    409: { body: compiled.ConflictAnswer, headers: compiled.Headers },
    422: { body: compiled.UnprocessableAnswer, headers: compiled.Headers },
    500: { body: compiled.FailureAnswer, headers: compiled.Headers },
    503: { body: compiled.UnavailableAnswer, headers: compiled.Headers },
  },
  getJob: {
    200: { body: compiled.JobAnswer, headers: compiled.Headers },
    401: { body: compiled.UnauthenticatedAnswer, headers: compiled.HeadersWWWAuthenticate },
    404: { body: compiled.NotFoundAnswer, headers: compiled.Headers },
    422: { body: compiled.UnprocessableAnswer, headers: compiled.Headers },
    500: { body: compiled.FailureAnswer, headers: compiled.Headers },
    503: { body: compiled.UnavailableAnswer, headers: compiled.Headers },
  },
  ackJob: {
    200: { body: compiled.AckAnswer, headers: compiled.Headers },
    400: { body: compiled.InvalidAnswer, headers: compiled.Headers },
    401: { body: compiled.UnauthenticatedAnswer, headers: compiled.HeadersWWWAuthenticate },
    404: { body: compiled.NotFoundAnswer, headers: compiled.Headers },
    409: { body: compiled.ConflictAnswer, headers: compiled.Headers },
    413: { body: compiled.TooLargeAnswer, headers: compiled.Headers },
    422: { body: compiled.UnprocessableAnswer, headers: compiled.Headers },
    500: { body: compiled.FailureAnswer, headers: compiled.Headers },
    503: { body: compiled.UnavailableAnswer, headers: compiled.Headers },
  },
  fetchJobs: {
    200: { body: compiled.FetchAnswer, headers: compiled.Headers },
    400: { body: compiled.InvalidAnswer, headers: compiled.Headers },
    401: { body: compiled.UnauthenticatedAnswer, headers: compiled.HeadersWWWAuthenticate },
    413: { body: compiled.TooLargeAnswer, headers: compiled.Headers },
    422: { body: compiled.UnprocessableAnswer, headers: compiled.Headers },
    500: { body: compiled.FailureAnswer, headers: compiled.Headers },
    503: { body: compiled.UnavailableAnswer, headers: compiled.Headers },
  },
  workerHeartbeat: {
    200: { body: compiled.HeartbeatAnswer, headers: compiled.Headers },
    400: { body: compiled.InvalidAnswer, headers: compiled.Headers },
    401: { body: compiled.UnauthenticatedAnswer, headers: compiled.HeadersWWWAuthenticate },
    413: { body: compiled.TooLargeAnswer, headers: compiled.Headers },
    422: { body: compiled.UnprocessableAnswer, headers: compiled.Headers },
    500: { body: compiled.FailureAnswer, headers: compiled.Headers },
    503: { body: compiled.UnavailableAnswer, headers: compiled.Headers },
  },
  nackJob: {
    200: { body: compiled.NackAnswer, headers: compiled.Headers },
    400: { body: compiled.InvalidAnswer, headers: compiled.Headers },
    401: { body: compiled.UnauthenticatedAnswer, headers: compiled.HeadersWWWAuthenticate },
    404: { body: compiled.NotFoundAnswer, headers: compiled.Headers },
    409: { body: compiled.ConflictAnswer, headers: compiled.Headers },
    413: { body: compiled.TooLargeAnswer, headers: compiled.Headers },
    422: { body: compiled.UnprocessableAnswer, headers: compiled.Headers },
    500: { body: compiled.FailureAnswer, headers: compiled.Headers },
    503: { body: compiled.UnavailableAnswer, headers: compiled.Headers },
  },
};

/** Checks of what paths and methods answer that are in no operation, by status. */
export const outsideAnswers: Readonly<Record<number, AnswerCheck>> = {
  401: { body: compiled.UnauthenticatedAnswer, headers: compiled.HeadersWWWAuthenticate },
  404: { body: compiled.NotFoundAnswer, headers: compiled.Headers },
  405: { body: compiled.WrongMethodAnswer, headers: compiled.HeadersAllow },
  422: { body: compiled.UnprocessableAnswer, headers: compiled.Headers },
  500: { body: compiled.FailureAnswer, headers: compiled.Headers },
  503: { body: compiled.UnavailableAnswer, headers: compiled.Headers },
};
