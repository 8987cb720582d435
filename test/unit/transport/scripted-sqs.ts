import { SQSClient } from '@aws-sdk/client-sqs';

/** One call as the code under test made it. */
export interface SqsCall {
  readonly command: string;
  readonly input: Record<string, unknown>;
}

/** Answers a call, throws what SQS would, or keeps it waiting. */
export type Answer = (call: SqsCall) => object | Promise<object>;

/** A real client whose calls end before the network: `answer` decides, `calls` remembers. */
export function scriptedSqs(answer: Answer): { client: SQSClient; calls: SqsCall[] } {
  const calls: SqsCall[] = [];
  const client = new SQSClient({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  client.middlewareStack.add(
    (_next, context) => async (args) => {
      const call = { command: String(context.commandName), input: { ...args.input } };
      calls.push(call);
      return { output: { $metadata: {}, ...(await answer(call)) }, response: {} };
    },
    { step: 'initialize', name: 'scripted' },
  );
  return { client, calls };
}

/** A log that keeps its warnings. */
export function memoryLog() {
  const warnings: { fields: object; message: string }[] = [];
  const ignore = () => {};
  const warn = (fields: object, message: string) => void warnings.push({ fields, message });
  return { warnings, log: { debug: ignore, info: ignore, warn, error: ignore } };
}
