import { METHODS } from 'node:http';
import { checkAnswer } from '../test/support/answers.ts';
import type { AnswerCheck } from './language/by-intent.ts';

/**
 * Holds every answer against the specification, as all tests do. A word that is no HTTP method is
 * refused before there is a request, so the specification has nothing to say about that answer.
 */
export const againstSpecification: AnswerCheck = ({ method, path }, { status, headers, text }) => {
  if (!METHODS.includes(method)) return [];
  try {
    checkAnswer({ method, path, status, headers: new Headers({ ...headers }), text });
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
};
