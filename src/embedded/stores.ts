import { startDynamoDb } from './dynamodb.ts';
import { startSqs } from './sqs.ts';

export interface EmbeddedOptions {
  /** Directory of everything that is kept (OJS_DATA_DIR). */
  readonly dataDir: string;
  readonly host: '127.0.0.1';
  /** Any free port where it is left out. */
  readonly dynamoPort?: number;
  /** Any free port where it is left out. */
  readonly sqsPort?: number;
}

export interface EmbeddedStores {
  readonly dynamodbEndpoint: string;
  readonly sqsEndpoint: string;
  close(): Promise<void>;
}

/**
 * Starts the embedded DynamoDB (kept in `<dataDir>/dynamodb`) and SQS (in memory) in this process.
 * Both are spoken to with the AWS SDK, as in production; any credentials will do.
 *
 * @throws StartError with one line for the user; nothing is left running then.
 */
export async function startEmbeddedStores(options: EmbeddedOptions): Promise<EmbeddedStores> {
  const { dataDir, host, dynamoPort = 0, sqsPort = 0 } = options;
  const dynamodb = await startDynamoDb(dataDir, { host, port: dynamoPort });
  try {
    const sqs = await startSqs({ host, port: sqsPort });
    return {
      dynamodbEndpoint: dynamodb.endpoint,
      sqsEndpoint: sqs.endpoint,
      async close() {
        await Promise.all([dynamodb.close(), sqs.close()]);
      },
    };
  } catch (error) {
    await dynamodb.close();
    throw error;
  }
}
