/**
 * The process cannot start as it was told to. The message is one line for a person: what is wrong, and
 * which variable or argument changes it. `main.ts` prints it and exits; it never comes with a stack.
 */
export class StartError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartError';
  }
}
