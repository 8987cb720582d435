import { isIP } from 'node:net';
import { parseDuration } from '../rules/duration.ts';
import type { Retention } from '../rules/retention.ts';
import { VARIABLES, type Variable } from './variables.ts';

/** What the server runs with, checked. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly stores: 'embedded' | 'aws';
  readonly dataDir: string;
  readonly apiKey: string | undefined;
  readonly maxEnvelopeBytes: number;
  readonly maxBatch: number;
  readonly maxBatchBytes: number;
  readonly visibilityTimeoutMs: number;
  /** How long ended jobs are kept, and how many dead-lettered ones. */
  readonly retention: Retention;
  readonly deadLetterMax: number;
  readonly shutdownTimeoutMs: number;
  readonly logLevel: string;
  readonly testReset: boolean;
  readonly testDirectives: boolean;
  readonly region: string;
  readonly dynamodbEndpoint: string | undefined;
  readonly sqsEndpoint: string | undefined;
  readonly table: string;
  readonly queuePrefix: string;
}

/** The configuration does not hold; each line names the variable to set. */
export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/** A key shorter than this is guessed too easily. */
const SHORTEST_KEY = 16;

/**
 * Reads the environment by the table of variables; `--aws` means `OJS_STORES=aws`.
 * @throws ConfigError with a line for every variable that does not hold.
 */
export function readConfig(environment: Environment, args: readonly string[] = []): Config {
  const problems: string[] = args
    .filter((arg) => arg !== '--aws')
    .map((arg) => `${arg}: no such option; --help lists what there is.`);
  const text = (variable: Variable): string | undefined => {
    const given = environment[variable.name]?.trim();
    const value = given === undefined || given === '' ? variable.fallback : given;
    const problem = value === undefined ? undefined : problemOf(variable, value);
    if (problem) problems.push(`${variable.name}: ${problem}`);
    return value;
  };
  const values = mapVariables(text);
  const endpoint = values.endpoint;
  const dynamodbEndpoint = values.dynamodbEndpoint ?? endpoint;
  const sqsEndpoint = values.sqsEndpoint ?? endpoint;
  const byEndpoint = dynamodbEndpoint !== undefined || sqsEndpoint !== undefined ? 'aws' : 'embedded';
  const stores = args.includes('--aws')
    ? 'aws'
    : values.stores === 'aws' || values.stores === 'embedded'
      ? values.stores
      : byEndpoint;
  const config: Config = {
    port: Number(values.port),
    host: values.host ?? '',
    stores,
    dataDir: values.dataDir ?? '',
    apiKey: values.apiKey,
    maxEnvelopeBytes: Number(values.maxEnvelopeBytes),
    maxBatch: Number(values.maxBatch),
    maxBatchBytes: Number(values.maxBatchBytes),
    visibilityTimeoutMs: Number(values.visibilityTimeoutMs),
    retention: {
      completedMs: parseDuration(values.completedMs ?? '') ?? 0,
      discardedMs: parseDuration(values.discardedMs ?? '') ?? 0,
      cancelledMs: parseDuration(values.cancelledMs ?? '') ?? 0,
      deadLetterMs: parseDuration(values.deadLetterMs ?? '') ?? 0,
    },
    deadLetterMax: Number(values.deadLetterMax),
    shutdownTimeoutMs: Number(values.shutdownTimeoutMs),
    logLevel: values.logLevel ?? '',
    testReset: values.testReset === 'true',
    testDirectives: values.testDirectives === 'true',
    region: values.region ?? '',
    dynamodbEndpoint: stores === 'embedded' ? undefined : dynamodbEndpoint,
    sqsEndpoint: stores === 'embedded' ? undefined : sqsEndpoint,
    table: values.table ?? '',
    queuePrefix: values.queuePrefix ?? '',
  };
  // What does not hold by itself says nothing about how it goes with the others.
  if (problems.length === 0)
    problems.push(...conflictsOf(config, values.allowInsecureNoAuth === 'true', environment));
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return config;
}

/** What `--help` prints. */
export function help(): string {
  const rows = Object.values(VARIABLES).map((variable: Variable) => {
    const fallback = variable.fallback === undefined ? '' : ` (default ${variable.fallback})`;
    return `  ${variable.name.padEnd(32)}${variable.about}${fallback}`;
  });
  return [
    'ojs-aws: a job server for the Open Job Spec on DynamoDB and SQS.',
    '',
    'Options:',
    '  --aws                           the same as OJS_STORES=aws',
    '  --help                          this text',
    '',
    'Environment:',
    ...rows,
    '',
  ].join('\n');
}

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function mapVariables<T>(read: (variable: Variable) => T): Record<keyof typeof VARIABLES, T> {
  const entries = Object.entries(VARIABLES).map(([key, variable]) => [key, read(variable)] as const);
  return Object.fromEntries(entries) as Record<keyof typeof VARIABLES, T>;
}

function problemOf(variable: Variable, value: string): string | undefined {
  const got = `'${value}' was given`;
  switch (variable.kind) {
    case 'integer': {
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = variable;
      const holds = /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;
      return holds ? undefined : `set a whole number from ${min} to ${max}; ${got}.`;
    }
    case 'duration': {
      const ms = parseDuration(value);
      const holds = ms !== undefined && ms >= (variable.min ?? 0);
      return holds
        ? undefined
        : `set an ISO 8601 duration such as P30D or PT12H, from PT1S to P36500D; ${got}.`;
    }
    case 'flag':
      return value === 'true' || value === 'false' ? undefined : `set true or false; ${got}.`;
    case 'choice':
      return variable.choices?.includes(value)
        ? undefined
        : `set one of ${variable.choices?.join(', ')}; ${got}.`;
    case 'url':
      return /^https?:$/.test(URL.parse(value)?.protocol ?? '')
        ? undefined
        : `set an http or https address; ${got}.`;
    case 'pattern':
      return variable.pattern?.test(value) ? undefined : `set ${variable.form}; ${got}.`;
    case 'text':
      return undefined;
  }
}

function conflictsOf(config: Config, allowedWithoutKey: boolean, environment: Environment): string[] {
  const problems: string[] = [];
  const local = storesAreLocal(config) && isLoopback(config.host);
  if (config.apiKey === undefined && !allowedWithoutKey && !local) {
    problems.push(
      `${VARIABLES.apiKey.name}: set a key; without one only embedded stores on a loopback address are served (or set ${VARIABLES.allowInsecureNoAuth.name}=true).`,
    );
  }
  if (
    config.apiKey !== undefined &&
    (config.apiKey.length < SHORTEST_KEY || !/^[\x21-\x7e]+$/.test(config.apiKey))
  ) {
    problems.push(
      `${VARIABLES.apiKey.name}: set at least ${SHORTEST_KEY} visible ASCII characters without blanks.`,
    );
  }
  if (config.stores === 'embedded' && environment.OJS_STORES !== 'embedded' && inProduction(environment)) {
    problems.push(
      `${VARIABLES.stores.name}: set aws; embedded stores are for development (set embedded to have them here all the same).`,
    );
  }
  if (config.testReset && !storesAreLocal(config)) {
    problems.push(
      `${VARIABLES.testReset.name}: set false; a reset is only for embedded stores on this machine.`,
    );
  }
  return problems;
}

/** Embedded stores, in this process or in one of their own on this machine. */
function storesAreLocal(config: Config): boolean {
  if (config.stores === 'embedded') return true;
  return [config.dynamodbEndpoint, config.sqsEndpoint].every(
    (endpoint) => endpoint !== undefined && isLoopback(new URL(endpoint).hostname.replace(/^\[|\]$/g, '')),
  );
}

function inProduction(environment: Environment): boolean {
  return (
    environment.NODE_ENV === 'production' ||
    environment.AWS_LAMBDA_FUNCTION_NAME !== undefined ||
    environment.ECS_CONTAINER_METADATA_URI_V4 !== undefined
  );
}
