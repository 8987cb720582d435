import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../support/api.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { post, raw } from './raw.ts';

const LIMIT = 1_048_576;
const JOBS = '/ojs/v1/jobs';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
afterEach(async () => {
  // Whatever was sent, the server goes on serving.
  expect((await api(server.url).enqueue({ type: 'still.there', args: [] })).status).toBe(201);
});

/** An envelope of exactly `bytes` bytes. */
function envelope(bytes: number): string {
  const empty = JSON.stringify({ type: 'size.test', args: [''] });
  return JSON.stringify({ type: 'size.test', args: ['x'.repeat(bytes - empty.length)] });
}

describe('bodies that are none (DECISIONS 1.1, 4)', () => {
  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['cut off', '{"type": "a"'],
    ['two documents', '{}{}'],
    ['a bare word', 'hello'],
    ['a NUL', '\0'],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['half a surrogate in UTF-8', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ])('%s: 400 invalid_payload', async (_name, body) => {
    expect(await post(server.url, JOBS, body)).toMatchObject({ status: 400, code: 'invalid_payload' });
  });

  it('nothing is found before the content type is judged', async () => {
    expect(await post(server.url, JOBS, '', { 'Content-Type': 'text/plain' })).toMatchObject({
      code: 'invalid_payload',
    });
  });

  it.each(['[]', '"text"', '1', 'null', 'true'])('%s is no object: 400 invalid_request', async (body) => {
    expect(await post(server.url, JOBS, body)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'application/jsonx',
  ])('content type %s: 400 invalid_request', async (type) => {
    const answer = await post(server.url, JOBS, '{"type":"a","args":[]}', { 'Content-Type': type });
    expect(answer).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/openjobspec+json',
    'APPLICATION/JSON',
  ])('content type %s is accepted', async (type) => {
    expect((await post(server.url, JOBS, '{"type":"a","args":[]}', { 'Content-Type': type })).status).toBe(
      201,
    );
  });

  it('a gzipped body is read; one that only says so is refused', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    const packed = new Uint8Array(gzipSync('{"type":"a","args":[]}'));
    expect((await post(server.url, JOBS, packed, headers)).status).toBe(201);
    expect((await post(server.url, JOBS, '{"type":"a","args":[]}', headers)).status).toBe(400);
    const unknown = { ...headers, 'Content-Encoding': 'snappy' };
    expect(await post(server.url, JOBS, '{}', unknown)).toMatchObject({
      status: 400,
      code: 'invalid_request',
    });
  });
});

describe('sizes and depth (DECISIONS 4: 413; issue: bad input)', () => {
  it('an envelope at the limit is stored, one byte more is 413 with both numbers', async () => {
    expect((await post(server.url, JOBS, envelope(LIMIT))).status).toBe(201);
    const refused = await post(server.url, JOBS, envelope(LIMIT + 1));
    expect(refused).toMatchObject({ status: 413, code: 'invalid_request' });
    expect(JSON.parse(refused.text).error.details).toEqual({
      field: 'body',
      actual_bytes: LIMIT + 1,
      max_bytes: LIMIT,
    });
  });

  it('meta over 64 KiB is 413', async () => {
    const meta = (bytes: number) =>
      JSON.stringify({ type: 'a', args: [], meta: { x: 'x'.repeat(bytes - 8) } });
    expect((await post(server.url, JOBS, meta(65_536))).status).toBe(201);
    const refused = await post(server.url, JOBS, meta(65_537));
    expect(refused).toMatchObject({ status: 413, code: 'invalid_request' });
    expect(JSON.parse(refused.text).error.details).toMatchObject({ field: 'meta', max_bytes: 65_536 });
  });

  it('64 levels are kept, 65 refused, a megabyte of brackets too', async () => {
    // The envelope is the first level.
    const nested = (levels: number) =>
      `{"type":"a","args":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect((await post(server.url, JOBS, nested(64))).status).toBe(201);
    expect(await post(server.url, JOBS, nested(65))).toMatchObject({ status: 400, code: 'invalid_request' });
    expect((await post(server.url, JOBS, '['.repeat(LIMIT))).status).toBe(400);
  });

  it('a 10 MiB job comes back as it was, with a result as large', async () => {
    const large = await startTestServer({ environment: { OJS_MAX_ENVELOPE_BYTES: '10485760' } });
    try {
      const { enqueue, fetch, ack, get } = api(large.url);
      const text = 'ä'.repeat(5_000_000);
      const { status, body } = await enqueue({ type: 'large.test', args: [text] });
      expect(status).toBe(201);
      const [job] = (await fetch({ queues: ['default'], wait_ms: 5_000 })).body.jobs;
      expect(job?.args).toEqual([text]);
      expect((await ack({ job_id: body.job.id, result: text })).status).toBe(200);
      expect((await get(body.job.id)).body.job.result).toBe(text);
    } finally {
      await large.close();
    }
  });
});

describe('what is no HTTP still gets an answer', () => {
  it.each([
    ['garbage', 'hello\r\n\r\n'],
    ['an unknown method without a path', 'ASSERT  HTTP/1.1\r\nHost: x\r\n\r\n'],
    [
      'two lengths',
      `POST ${JOBS} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
    ],
    [
      'length and chunks',
      `POST ${JOBS} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a header without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}`],
  ])('%s: 400 in the error form', async (_name, bytes) => {
    const answer = await raw(server.url, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('OJS-Version: 1.0');
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '').error).toMatchObject({
      code: 'invalid_request',
      retryable: false,
    });
  });
});
