import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClients } from '../../../src/clients.ts';
import { readLies } from '../../doubles/lies.ts';
import { startStoresProcess } from '../../support/stores-process.ts';
import { newQueue, receive, setting } from './setting.ts';

const at = setting();

describe('a lies file', () => {
  it('may tell nothing', () => {
    expect(readLies('{}')).toEqual({});
  });

  it.each([
    ['no JSON', '{', 'The lies are not JSON'],
    ['an unknown habit', '{"sqs":{"forget":{}}}', 'lies.sqs.forget is not known.'],
    ['a chance over 1', '{"sqs":{"lose":{"chance":2}}}', 'lies.sqs.lose.chance must be <= 1.'],
    [
      'a missing time',
      '{"dynamodb":{"indexLag":{}}}',
      "lies.dynamodb.indexLag must have required property 'ms'.",
    ],
    [
      'an unknown kind',
      '{"trouble":[{"operations":["*"],"kind":"nap"}]}',
      'lies.trouble.0.kind must be equal to one of the allowed values: drop, fail, delay, silence.',
    ],
    [
      'a status without failure',
      '{"trouble":[{"operations":["*"],"kind":"drop","status":500}]}',
      'lies.trouble.0.status does not belong to this kind.',
    ],
  ])('is refused for %s, by place', (_, text, message) => {
    expect(() => readLies(text)).toThrow(message);
  });
});

describe('the control endpoint', () => {
  it('tells other lies while the proxy runs, and counts calls and lies', async () => {
    const { lying, seen } = at();
    const control = `${lying.dynamodbEndpoint}/_lies`;
    const queue = await newQueue(seen.sqs);
    const lies = JSON.stringify({ sqs: { lose: { chance: 1 } } });
    expect((await fetch(control, { method: 'PUT', body: lies })).status).toBe(204);
    await seen.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: 'lost' }));
    expect((await fetch(control, { method: 'PUT', body: '{}' })).status).toBe(204);
    await seen.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: 'kept' }));
    expect((await receive(seen.sqs, queue)).map(({ Body }) => Body)).toEqual(['kept']);
    const tally = await (await fetch(control)).json();
    expect(tally).toMatchObject({ calls: { SendMessage: 2, ReceiveMessage: 1 }, lies: { 'sqs.lose': 1 } });
  });

  it('refuses lies that are not well told, and goes on as before', async () => {
    const control = `${at().lying.sqsEndpoint}/_lies`;
    const refused = await fetch(control, { method: 'PUT', body: '{"x":1}' });
    expect([refused.status, await refused.text()]).toEqual([400, 'lies.x is not known.\n']);
    expect((await fetch(control, { method: 'DELETE' })).status).toBe(405);
  });
});

describe('make stores LIES=<file>', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ojs-aws-lies-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('lies as the file says, and reads it again on SIGHUP', async () => {
    const LIES = join(directory, 'lies.json');
    await writeFile(LIES, '{"sqs":{"lose":{"chance":1}}}');
    const stores = await startStoresProcess({ OJS_DATA_DIR: join(directory, 'data'), LIES });
    const { sqs, dynamodb } = openClients({ region: 'us-east-1', ...stores });
    const queue = await newQueue(sqs);
    const sendAndReceive = async () => {
      await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: 'hint' }));
      return (await receive(sqs, queue)).length;
    };
    expect(await sendAndReceive()).toBe(0);
    await writeFile(LIES, '{}');
    stores.signal('SIGHUP');
    let received = 0;
    for (let tries = 0; received === 0 && tries < 100; tries += 1) received = await sendAndReceive();
    expect(received).toBe(1);
    sqs.destroy();
    dynamodb.destroy();
    expect(await stores.end('SIGTERM')).toBe(0);
  });

  it('does not start with a file that is not well told', async () => {
    const LIES = join(directory, 'bad.json');
    await writeFile(LIES, '{"seed":"x"}');
    const begun = startStoresProcess({ OJS_DATA_DIR: join(directory, 'unused'), LIES });
    await expect(begun).rejects.toThrow(`LIES: '${LIES}': lies.seed must be integer.`);
  });
});
