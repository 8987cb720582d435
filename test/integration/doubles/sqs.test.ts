import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  OverLimit,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { newQueue, receive, setting } from './setting.ts';

const at = setting();

const send = (QueueUrl: string, MessageBody: string) =>
  at().seen.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));

const sendBatch = (QueueUrl: string, bodies: readonly string[]) =>
  at().seen.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: bodies.map((MessageBody, i) => ({ Id: `id-${i}`, MessageBody })),
    }),
  );

const ten = Array.from({ length: 10 }, (_, i) => `m${i}`);
const bodies = (messages: readonly { Body?: string | undefined }[]) => messages.map(({ Body }) => Body);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it('without lies the proxy passes everything through', async () => {
  const queue = await newQueue(at().seen.sqs);
  expect(queue.startsWith(at().lying.sqsEndpoint)).toBe(true);
  await sendBatch(queue, ten);
  expect(bodies(await receive(at().seen.sqs, queue))).toEqual(ten);
});

describe('lose', () => {
  it('answers success, and the message is nowhere', async () => {
    const queue = await newQueue(at().truth.sqs);
    at().lying.tell({ sqs: { lose: { chance: 1 } } });
    expect((await send(queue, 'gone')).MessageId).toBeDefined();
    const { Successful, Failed } = await sendBatch(queue, ten);
    expect([Successful?.length, Failed]).toEqual([10, []]);
    expect(await receive(at().truth.sqs, queue)).toEqual([]);
  });

  it('loses the same share of the same messages with the same seed, and others with another', async () => {
    const survivors = async (seed: number) => {
      const queue = await newQueue(at().truth.sqs);
      at().lying.tell({ seed, sqs: { lose: { chance: 0.5 } } });
      const { Successful } = await sendBatch(queue, ten);
      expect(Successful?.map(({ Id }) => Id).sort()).toEqual(ten.map((_, i) => `id-${i}`));
      return bodies(await receive(at().truth.sqs, queue));
    };
    const first = await survivors(7);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(10);
    expect(await survivors(7)).toEqual(first);
    expect(await survivors(8)).not.toEqual(first);
  });
});

describe('repeat', () => {
  it('delivers a message once more though it was deleted, and takes what is done to the copy', async () => {
    const queue = await newQueue(at().seen.sqs);
    at().lying.tell({ sqs: { repeat: { chance: 1, ms: 1_000 } } });
    await send(queue, 'twice');
    const [first] = await receive(at().seen.sqs, queue);
    await at().seen.sqs.send(
      new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: first?.ReceiptHandle }),
    );
    expect(await receive(at().seen.sqs, queue)).toEqual([]);
    const [second] = await receive(at().seen.sqs, queue, 10);
    expect([second?.Body, second?.MessageId]).toEqual(['twice', first?.MessageId]);
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    const copy = { Id: 'copy', ReceiptHandle: second?.ReceiptHandle };
    const change = new ChangeMessageVisibilityBatchCommand({
      QueueUrl: queue,
      Entries: [{ ...copy, VisibilityTimeout: 60 }],
    });
    expect((await at().seen.sqs.send(change)).Successful).toEqual([{ Id: 'copy' }]);
    await send(queue, 'other');
    const [other] = await receive(at().seen.sqs, queue);
    const deleted = await at().seen.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queue,
        Entries: [copy, { Id: 'other', ReceiptHandle: other?.ReceiptHandle }],
      }),
    );
    expect(deleted.Successful?.map(({ Id }) => Id).sort()).toEqual(['copy', 'other']);
  });
});

describe('delay', () => {
  it('answers at once and shows the message later', async () => {
    const queue = await newQueue(at().seen.sqs);
    at().lying.tell({ sqs: { delay: { chance: 1, ms: 1_000 } } });
    await send(queue, 'late');
    expect(await receive(at().seen.sqs, queue)).toEqual([]);
    expect(bodies(await receive(at().seen.sqs, queue, 5))).toEqual(['late']);
  });
});

describe('reorder', () => {
  it('lets the next send overtake', async () => {
    const queue = await newQueue(at().seen.sqs);
    at().lying.tell({ seed: 3, sqs: { reorder: { chance: 0.5, ms: 2_000 } } });
    for (const body of ten) await send(queue, body);
    const order: (string | undefined)[] = [];
    while (order.length < ten.length) order.push(...bodies(await receive(at().truth.sqs, queue, 5)));
    expect(order).not.toEqual(ten);
    expect([...order].sort()).toEqual(ten);
  });

  it('lets go by itself where nothing follows', async () => {
    const queue = await newQueue(at().seen.sqs);
    at().lying.tell({ sqs: { reorder: { chance: 1, ms: 1_000 } } });
    await send(queue, 'last');
    expect(await receive(at().seen.sqs, queue)).toEqual([]);
    expect(bodies(await receive(at().seen.sqs, queue, 5))).toEqual(['last']);
  });
});

describe('miss', () => {
  it('a short poll comes back empty at once, a long one after its wait', async () => {
    const queue = await newQueue(at().seen.sqs);
    await send(queue, 'there');
    at().lying.tell({ sqs: { miss: { chance: 1 } } });
    expect(await receive(at().seen.sqs, queue)).toEqual([]);
    const begun = performance.now();
    expect(await receive(at().seen.sqs, queue, 1)).toEqual([]);
    expect(performance.now() - begun).toBeGreaterThan(900);
    at().lying.tell({});
    expect(bodies(await receive(at().seen.sqs, queue))).toEqual(['there']);
  });
});

describe('inFlight', () => {
  it('gives no more than the cap; then OverLimit, or for a long poll nothing', async () => {
    const queue = await newQueue(at().seen.sqs);
    at().lying.tell({ sqs: { inFlight: { messages: 4 } } });
    await sendBatch(queue, ten);
    const held = await receive(at().seen.sqs, queue);
    expect(held).toHaveLength(4);
    await expect(receive(at().seen.sqs, queue)).rejects.toThrow(OverLimit);
    expect(await receive(at().seen.sqs, queue, 1)).toEqual([]);
    await at().seen.sqs.send(
      new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: held[0]?.ReceiptHandle }),
    );
    expect(await receive(at().seen.sqs, queue)).toHaveLength(1);
  });
});

describe('visibility', () => {
  it('refuses what goes past the limit since the receive, in a batch for that entry alone', async () => {
    const queue = await newQueue(at().seen.sqs);
    at().lying.tell({ sqs: { visibility: { seconds: 43_200 } } });
    await send(queue, 'long');
    const [message] = await receive(at().seen.sqs, queue);
    const of = { QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle };
    const change = (VisibilityTimeout: number) =>
      at().seen.sqs.send(new ChangeMessageVisibilityCommand({ ...of, VisibilityTimeout }));
    await change(43_199);
    await expect(change(43_200)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('beyond the limit [43200 seconds]'),
    });
    const { Successful, Failed } = await at().seen.sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queue,
        Entries: [43_200, 60].map((VisibilityTimeout) => ({
          Id: `s${VisibilityTimeout}`,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        })),
      }),
    );
    expect(Successful).toEqual([{ Id: 's60' }]);
    expect(Failed).toMatchObject([{ Id: 's43200', Code: 'InvalidParameterValue', SenderFault: true }]);
  });

  it('counts from the receive, not from the last change', async () => {
    const queue = await newQueue(at().seen.sqs);
    at().lying.tell({ sqs: { visibility: { seconds: 4 } } });
    await send(queue, 'short');
    const [message] = await receive(at().seen.sqs, queue);
    const change = () =>
      at().seen.sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queue,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 2,
        }),
      );
    await change();
    await pause(2_100);
    await expect(change()).rejects.toThrow('beyond the limit');
  });
});
