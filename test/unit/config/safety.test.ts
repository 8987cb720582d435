import { describe, expect, it, test } from 'vitest';
import { isLoopback, readConfig } from '../../../src/config/read.ts';
import { problems } from './problems.ts';

const KEY = 'a-key-of-16-chars';
const HERE = 'http://127.0.0.1:8000';

describe('where the stores are', () => {
  test.each([
    [{}, [], 'embedded', undefined, undefined],
    [{ OJS_STORES: 'aws', OJS_API_KEY: KEY }, [], 'aws', undefined, undefined],
    [{ OJS_API_KEY: KEY }, ['--aws'], 'aws', undefined, undefined],
    [{ AWS_ENDPOINT_URL: HERE }, [], 'aws', HERE, HERE],
    [{ AWS_ENDPOINT_URL: HERE, AWS_ENDPOINT_URL_SQS: `${HERE}/sqs` }, [], 'aws', HERE, `${HERE}/sqs`],
    [{ AWS_ENDPOINT_URL_DYNAMODB: HERE, OJS_API_KEY: KEY }, [], 'aws', HERE, undefined],
    [{ AWS_ENDPOINT_URL: HERE, OJS_STORES: 'embedded' }, [], 'embedded', undefined, undefined],
  ])('%j %j: %s', (environment, args, stores, dynamodbEndpoint, sqsEndpoint) => {
    expect(readConfig(environment, args)).toMatchObject({ stores, dynamodbEndpoint, sqsEndpoint });
  });
});

describe('no start without a key', () => {
  test.each([
    ['on AWS', { OJS_STORES: 'aws' }],
    ['on a host that others reach', { OJS_HOST: '0.0.0.0' }],
    ['on every address of version 6', { OJS_HOST: '::' }],
    ['on a name that may be anything', { OJS_HOST: 'localhost.example' }],
    ['with stores elsewhere', { AWS_ENDPOINT_URL: 'http://dynamodb.example' }],
    ['with one store elsewhere', { AWS_ENDPOINT_URL: HERE, AWS_ENDPOINT_URL_SQS: 'http://sqs.example' }],
    ['with one store on AWS', { AWS_ENDPOINT_URL_DYNAMODB: HERE }],
  ])('%s: %j', (_name, environment) => {
    expect(problems(environment)).toEqual([expect.stringMatching(/^OJS_API_KEY: set a key;/)]);
    expect(problems({ ...environment, OJS_API_KEY: KEY })).toEqual([]);
    expect(problems({ ...environment, OJS_ALLOW_INSECURE_NO_AUTH: 'true' })).toEqual([]);
    expect(problems({ ...environment, OJS_ALLOW_INSECURE_NO_AUTH: 'false' })).toHaveLength(1);
  });

  test.each([
    {},
    { OJS_HOST: 'localhost' },
    { OJS_HOST: '::1' },
    { OJS_HOST: '127.3.2.1' },
    { AWS_ENDPOINT_URL: HERE },
    { AWS_ENDPOINT_URL: 'http://[::1]:8000' },
    { AWS_ENDPOINT_URL: 'http://localhost:8000' },
  ])('but on stores and an address of this machine alone: %j', (environment) => {
    expect(problems(environment)).toEqual([]);
  });
});

describe('a key', () => {
  test.each([
    'short',
    'with a blank in it',
    'schlüssel-schlüssel',
    'a\tb'.repeat(10),
  ])('%s is refused, unseen', (key) => {
    const [problem, ...more] = problems({ OJS_API_KEY: key });
    expect(problem).toMatch(/^OJS_API_KEY: set at least 16 visible ASCII characters/);
    expect(problem).not.toContain(key);
    expect(more).toEqual([]);
  });

  it('of 16 characters is accepted', () => {
    expect(readConfig({ OJS_API_KEY: '!'.repeat(16) }).apiKey).toBe('!'.repeat(16));
  });
});

describe('what is only for development and tests', () => {
  const inProduction = [
    { NODE_ENV: 'production' },
    { AWS_LAMBDA_FUNCTION_NAME: 'f' },
    { ECS_CONTAINER_METADATA_URI_V4: 'http://169.254.170.2/v4/x' },
  ];

  test.each(inProduction)('embedded stores are refused in %j unless asked for by name', (environment) => {
    expect(problems(environment)).toEqual([expect.stringMatching(/^OJS_STORES: set aws;/)]);
    expect(problems({ ...environment, OJS_STORES: 'embedded' })).toEqual([]);
  });

  test.each([
    { OJS_STORES: 'aws' },
    { AWS_ENDPOINT_URL: 'http://dynamodb.example' },
    { AWS_ENDPOINT_URL_DYNAMODB: HERE },
    { AWS_ENDPOINT_URL: HERE, AWS_ENDPOINT_URL_SQS: 'http://sqs.example' },
  ])('a reset is refused where the stores are not on this machine: %j', (environment) => {
    expect(problems({ ...environment, OJS_API_KEY: KEY, OJS_TEST_RESET: 'true' })).toEqual([
      expect.stringMatching(/^OJS_TEST_RESET: set false;/),
    ]);
  });

  test.each([{}, { AWS_ENDPOINT_URL: HERE }])('a reset is allowed on %j', (environment) => {
    expect(problems({ ...environment, OJS_TEST_RESET: 'true' })).toEqual([]);
  });
});

describe('an address that only this machine reaches', () => {
  test.each(['127.0.0.1', '127.255.0.9', '::1', 'localhost'])('%s is one', (host) => {
    expect(isLoopback(host)).toBe(true);
  });
  test.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '127.0.0.1.example',
    '127.1',
    '1127.0.0.1',
    '',
  ])('%s is none', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
