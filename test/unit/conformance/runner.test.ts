import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Case } from '../../../conformance/case/case.ts';
import { loadCases } from '../../../conformance/case/load.ts';
import { byIntent } from '../../../conformance/language/by-intent.ts';
import { official } from '../../../conformance/language/official.ts';
import { mark, table } from '../../../conformance/report/results.ts';
import type { CaseResult } from '../../../conformance/running/judge-case.ts';
import { type Plan, runAll } from '../../../conformance/running/run-all.ts';
import { openSender } from '../../../conformance/running/send.ts';
import { runningTarget } from '../../../conformance/running/targets.ts';
import { caseOf } from './cases.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const OWN = loadCases(join(import.meta.dirname, '../../../conformance/cases'));
const STATUS_ONLY = caseOf([{ id: 'a', action: 'GET', path: '/ojs/v1/health', assertions: { status: 200 } }]);
const JOB = caseOf([
  {
    id: 'a',
    action: 'POST',
    path: '/ojs/v1/jobs',
    body: { type: 't', args: [] },
    assertions: { status: 200, body: { '$.job.id': { $exists: true } } },
  },
]);

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(handler: Handler): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    handler(request, response, body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

async function judge(cases: readonly Case[], url: string, more: Partial<Plan> = {}): Promise<CaseResult[]> {
  const readings = { official, byIntent: byIntent(() => []) };
  const plan = {
    cases,
    readings,
    repeat: 1,
    seed: undefined,
    sleep: async () => undefined,
    onResult: () => undefined,
  };
  return runAll({ ...plan, ...more }, [runningTarget(url)]);
}

function passes(results: readonly CaseResult[], reading: 'official' | 'byIntent'): string[] {
  return results
    .filter((result) => result[reading]?.status === 'passed')
    .map(({ testCase }) => testCase.name);
}

describe('EXTENSIONS 4: servers that do nothing', () => {
  it('200 and an empty body to everything passes nothing by intent', async () => {
    const url = await serve((_request, response) => response.writeHead(200).end());
    const results = await judge([...OWN, STATUS_ONLY, JOB], url);
    expect(passes(results, 'byIntent')).toEqual([]);
    expect(results.find(({ testCase }) => testCase === JOB)?.official?.status).toBe('passed');
  });

  it('200 and an empty object to everything passes no case of ours', async () => {
    const url = await serve((_request, response) => response.writeHead(200).end('{}'));
    expect(passes(await judge(OWN, url), 'byIntent')).toEqual([]);
  });

  it('404 to everything passes nothing', async () => {
    const refusal = '{"error":{"code":"not_found","message":"No.","retryable":false}}';
    const url = await serve((request, response) => {
      if (request.url === '/ojs/v1/admin/reset') response.end('{}');
      else response.writeHead(404).end(refusal);
    });
    const results = await judge([...OWN, STATUS_ONLY, JOB], url);
    expect([passes(results, 'byIntent'), passes(results, 'official')]).toEqual([[], []]);
  });

  it('no server at all passes nothing', async () => {
    const results = await judge([STATUS_ONLY], 'http://127.0.0.1:1');
    expect([results[0]?.byIntent?.status, results[0]?.official?.status]).toEqual(['error', 'failed']);
  });
});

describe('the runner', () => {
  it('resets before each case and each reading that sends for itself', async () => {
    const calls: string[] = [];
    const url = await serve((request, response) => {
      calls.push(`${request.method} ${request.url}`);
      response.end('{"job":{"id":"j"}}');
    });
    const repeated = caseOf([{ id: 'a', action: 'GET', path: '/a', repeat: 2, assertions: { status: 200 } }]);
    await judge([JOB, { ...repeated, path: 'z.json' }], url);
    const reset = 'POST /ojs/v1/admin/reset';
    // The first case sends the same in both readings, so it is sent once; the second is not.
    expect(calls).toEqual([reset, 'POST /ojs/v1/jobs', reset, 'GET /a', 'GET /a', reset, 'GET /a']);
  });

  it('a case on a server that refuses the reset is an error by intent', async () => {
    const url = await serve((request, response) => {
      response.writeHead(request.url === '/ojs/v1/admin/reset' ? 403 : 200).end('{"job":{"id":"j"}}');
    });
    const [result] = await judge([JOB], url);
    expect([result?.byIntent?.status, result?.official?.status]).toEqual(['error', 'passed']);
    expect(result && mark(result)).toBe('E');
  });

  it('a case that fails in one round of several has failed', async () => {
    let jobs = 0;
    const url = await serve((request, response) => {
      if (request.url === '/ojs/v1/jobs') jobs += 1;
      response.end(jobs === 2 ? '{}' : '{"job":{"id":"j"}}');
    });
    const marks: string[] = [];
    const results = await judge([JOB], url, { repeat: 3, onResult: (result) => marks.push(mark(result)) });
    expect(marks).toEqual(['.', 'F', '.']);
    expect(results.map(({ byIntent: outcome }) => outcome?.status)).toEqual(['failed']);
  });

  it('counts by suite: cases, both readings, empty ones, other words', async () => {
    const url = await serve((_request, response) => response.end('{}'));
    const named = (path: string, testCase: Case) => ({ ...testCase, path });
    const empty = caseOf([{ action: 'GET', path: '/' }]);
    const results = await judge(
      [
        named('own/a.json', STATUS_ONLY),
        named('level-0-core/b.json', JOB),
        named('level-0-core/c.json', empty),
      ],
      url,
    );
    expect(table(results).map((line) => line.split(/ {2,}/))).toEqual([
      ['suite', 'cases', 'official', 'by intent', 'empty', 'other words'],
      ['level-0-core', '2', '1', '0', '1', '1'],
      ['own', '1', '1', '1', '0', '0'],
      ['all', '3', '2', '1', '1', '1'],
    ]);
  });
});

describe('the sender', () => {
  it('writes words as they stand and no path as /', async () => {
    const heads: string[] = [];
    const server = createServer();
    servers.push(server);
    server.on('clientError', (error, socket) => {
      heads.push(String('rawPacket' in error ? error.rawPacket : '').split('\r\n')[0] ?? '');
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nX-A: 1\r\n\r\nwhat');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const sender = openSender(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    const answer = await sender.send({ method: 'push', path: '', headers: {}, body: undefined });
    await sender.send({ method: 'ASSERT', path: '', headers: {}, body: undefined });
    sender.close();
    expect(heads).toEqual(['push / HTTP/1.1', 'ASSERT / HTTP/1.1']);
    expect(answer).toMatchObject({ status: 400, text: 'what', json: undefined, headers: { 'x-a': '1' } });
  });

  it('keeps its connection and sends bytes, not characters', async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response, body) => {
      ports.add(request.socket.remotePort);
      response.end(JSON.stringify({ body, length: request.headers['content-length'] }));
    });
    const sender = openSender(url);
    const request = { method: 'POST', path: '/x', headers: {}, body: '"ü"' };
    expect((await sender.send(request)).json).toEqual({ body: '"ü"', length: '4' });
    await sender.send(request);
    sender.close();
    expect(ports.size).toBe(1);
  });
});
