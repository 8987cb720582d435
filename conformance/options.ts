import { parseArgs } from 'node:util';
import type { Slowness } from './case/select.ts';

/** What the command line asks for. */
export interface Options {
  /** Path beginnings, or test ids; none: everything. */
  readonly selectors: readonly string[];
  readonly slowness: Slowness;
  readonly official: boolean;
  readonly byIntent: boolean;
  /** A running server; without it servers are started. */
  readonly url: string | undefined;
  readonly dynamodbEndpoint: string | undefined;
  readonly shards: number;
  readonly seed: number | undefined;
  readonly repeat: number;
  /** A file to write all results to. */
  readonly json: string | undefined;
  /** Whether to write docs/conformance.md. */
  readonly page: boolean;
}

export const USAGE = `node conformance/run.ts [SELECTOR ...] [options]
  SELECTOR                  beginning of a case's path (level-0, ext-webhooks, own), or a test id
  --level N                 the suite of a level, and our own cases for it; may be repeated
  --no-slow, --only-slow    without, or only, the cases that wait for over a minute
  --official, --by-intent   one reading only
  --url URL                 a running server instead of one of our own
  --dynamodb-endpoint URL   a DynamoDB on this machine instead of the embedded one
  --shards N                cases spread over N servers
  --shuffle SEED            another order for every seed
  --repeat N                every case N times
  --json FILE               all results
  --page                    write docs/conformance.md, where the run of everything is as pending.txt says
`;

/**
 * Reads the command line.
 * @throws Error with one line, where it does not hold
 */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      level: { type: 'string', multiple: true, default: [] },
      'no-slow': { type: 'boolean', default: false },
      'only-slow': { type: 'boolean', default: false },
      official: { type: 'boolean', default: false },
      'by-intent': { type: 'boolean', default: false },
      url: { type: 'string' },
      'dynamodb-endpoint': { type: 'string' },
      shards: { type: 'string', default: '1' },
      shuffle: { type: 'string' },
      repeat: { type: 'string', default: '1' },
      json: { type: 'string' },
      page: { type: 'boolean', default: false },
    },
  });
  if (values['no-slow'] && values['only-slow']) throw new Error('--no-slow and --only-slow leave nothing.');
  const shards = number('--shards', values.shards, 1);
  if (values.url !== undefined && (shards > 1 || values['dynamodb-endpoint'] !== undefined)) {
    throw new Error('--url names the one server; --shards and --dynamodb-endpoint need servers of our own.');
  }
  const part =
    positionals.length + values.level.length > 0 ||
    values['no-slow'] ||
    values['only-slow'] ||
    values.repeat !== '1';
  if (values.page && (part || values.official || values['by-intent'] || values.url !== undefined)) {
    throw new Error('--page tells of everything, in both readings, on servers of our own.');
  }
  const readings = values.official === values['by-intent'];
  return {
    selectors: [...positionals, ...values.level.map((level) => `level-${number('--level', level, 0)}`)],
    slowness: values['no-slow'] ? 'not-slow' : values['only-slow'] ? 'only-slow' : 'all',
    official: readings || values.official,
    byIntent: readings || values['by-intent'],
    url: values.url,
    dynamodbEndpoint: values['dynamodb-endpoint'],
    shards,
    seed: values.shuffle === undefined ? undefined : number('--shuffle', values.shuffle, 0),
    repeat: number('--repeat', values.repeat, 1),
    json: values.json,
    page: values.page,
  };
}

function number(option: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least) return value;
  throw new Error(`${option} takes a whole number from ${least}; '${text}' was given.`);
}
