import { describe, expect, it, test } from 'vitest';
import { help, readConfig } from '../../../src/config/read.ts';
import { VARIABLES, type Variable } from '../../../src/config/variables.ts';
import { problems } from './problems.ts';

const variables: readonly Variable[] = Object.values(VARIABLES);

/** Values that no variable of a kind takes, or those at its limits. */
function badValues(variable: Variable): string[] {
  const { kind, min = 0, max = 0 } = variable;
  switch (kind) {
    case 'integer':
      return ['x', '1.5', '1e3', '-1', '0x10', `${max + 1}`, ...(min > 0 ? [`${min - 1}`] : [])];
    case 'duration':
      return ['x', '180', 'P', 'P1Y', 'PT', '-P1D', 'PT0.9S', 'P36501D'];
    case 'flag':
      return ['yes', '1', 'TRUE'];
    case 'choice':
      return ['neither', 'Info', 'AWS'];
    case 'url':
      return ['localhost:4566', '//localhost', 'ftp://localhost', 'http://'];
    case 'pattern':
      return ['a b', 'ä', 'x'.repeat(256), '!'];
    case 'text':
      return [];
  }
}

const bad = variables.flatMap((variable) => badValues(variable).map((value) => ({ ...variable, value })));

describe('a value that does not hold', () => {
  test.each(bad)('$name=$value is one line that names the variable and the value', ({ name, value }) => {
    expect(problems({ [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: set .+; '.+' was given\\.$`)),
    ]);
  });

  it('is there for every variable that is checked by itself', () => {
    const checked = new Set(bad.map(({ name }) => name));
    expect(variables.filter(({ name }) => !checked.has(name)).map(({ name }) => name)).toEqual([
      'OJS_HOST',
      'OJS_DATA_DIR',
      'OJS_API_KEY',
    ]);
  });

  it('does not hide another one, nor an option that is not there', () => {
    expect(problems({ OJS_PORT: 'x', OJS_LOG_LEVEL: 'loud' }, '--verbose', '--aws')).toEqual([
      '--verbose: no such option; --help lists what there is.',
      "OJS_PORT: set a whole number from 0 to 65535; 'x' was given.",
      "OJS_LOG_LEVEL: set one of debug, info, warn, error, silent; 'loud' was given.",
    ]);
  });
});

describe('a value that holds', () => {
  test.each([
    ['OJS_PORT', '0', 'port', 0],
    ['OJS_PORT', '65535', 'port', 65_535],
    ['OJS_MAX_ENVELOPE_BYTES', '10485760', 'maxEnvelopeBytes', 10_485_760],
    ['OJS_VISIBILITY_TIMEOUT_MS', ' 60000 ', 'visibilityTimeoutMs', 60_000],
    ['OJS_RETENTION_DEAD_LETTER_MAX', '1', 'deadLetterMax', 1],
    ['OJS_TEST_DIRECTIVES', 'true', 'testDirectives', true],
    ['DYNAMODB_TABLE', 'a.b_c-9', 'table', 'a.b_c-9'],
    ['AWS_REGION', 'eu-central-1', 'region', 'eu-central-1'],
    ['OJS_PORT', '', 'port', 8080],
  ] as const)('%s=%s', (name, value, key, meant) => {
    expect(readConfig({ [name]: value })[key]).toBe(meant);
  });

  test.each([
    ['OJS_RETENTION_COMPLETED', 'PT1S', 'completedMs', 1_000],
    ['OJS_RETENTION_DISCARDED', 'P2W', 'discardedMs', 14 * 86_400_000],
    ['OJS_RETENTION_CANCELLED', 'PT30S', 'cancelledMs', 30_000],
    ['OJS_RETENTION_DEAD_LETTER', 'P1DT12H', 'deadLetterMs', 129_600_000],
  ] as const)('%s=%s', (name, value, key, meant) => {
    expect(readConfig({ [name]: value }).retention[key]).toBe(meant);
  });

  it('is the default where nothing is set', () => {
    expect(readConfig({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      stores: 'embedded',
      dataDir: '.data',
      apiKey: undefined,
      maxEnvelopeBytes: 1_048_576,
      maxBatch: 10_000,
      maxBatchBytes: 16_777_216,
      visibilityTimeoutMs: 1_800_000,
      retention: {
        completedMs: 7 * 86_400_000,
        discardedMs: 30 * 86_400_000,
        cancelledMs: 7 * 86_400_000,
        deadLetterMs: 180 * 86_400_000,
      },
      deadLetterMax: 10_000,
      shutdownTimeoutMs: 10_000,
      logLevel: 'info',
      testReset: false,
      testDirectives: false,
      region: 'us-east-1',
      dynamodbEndpoint: undefined,
      sqsEndpoint: undefined,
      table: 'ojs-jobs',
      queuePrefix: 'ojs',
    });
  });
});

describe('--help', () => {
  test.each(variables)('says what $name is for and what holds without it', ({ name, about, fallback }) => {
    const line = help()
      .split('\n')
      .find((each) => each.trim().startsWith(`${name} `));
    expect(line).toContain(about);
    if (fallback !== undefined) expect(line).toContain(`(default ${fallback})`);
  });
});
