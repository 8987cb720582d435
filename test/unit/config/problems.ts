import { ConfigError, readConfig } from '../../../src/config/read.ts';

/** What readConfig complains of, a line each; none where it does not. */
export function problems(environment: Record<string, string>, ...args: string[]): string[] {
  try {
    readConfig(environment, args);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n');
  }
}
