import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The two stores, as the AWS SDK speaks to them. */
export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
}

/** Where the stores are; without an endpoint: AWS itself. */
export interface StoreAddresses {
  readonly region: string;
  readonly dynamodbEndpoint?: string | undefined;
  readonly sqsEndpoint?: string | undefined;
}

/** Long polls hold their sockets, so there are more of them than calls at work. */
const SOCKETS = 400;
const CONNECT_MS = 2_000;
/** DynamoDB answers in milliseconds; past this a call is tried again. */
const DYNAMODB_MS = 5_000;
/** A long poll takes 20 s. */
const SQS_MS = 30_000;
const ATTEMPTS = 4;

/** Emulators take any key, but the SDK insists on one. */
const EMULATOR_KEY = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };

/** Opens both clients; nothing is sent yet. */
export function openClients({ region, dynamodbEndpoint, sqsEndpoint }: StoreAddresses): Clients {
  const dynamodb = new DynamoDBClient({
    region,
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: DYNAMODB_MS,
      // Without it a store that stays silent is only warned of, and waited for without end.
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: SOCKETS },
      httpsAgent: { maxSockets: SOCKETS },
    },
    ...addressOf(dynamodbEndpoint),
  });
  const sqs = new SQSClient({
    region,
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: SQS_MS,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: SOCKETS },
      httpsAgent: { maxSockets: SOCKETS },
    },
    ...addressOf(sqsEndpoint),
  });
  const documents = DynamoDBDocumentClient.from(dynamodb, {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { dynamodb, documents, sqs };
}

function addressOf(endpoint: string | undefined) {
  if (endpoint === undefined) return {};
  return { endpoint, ...(process.env.AWS_ACCESS_KEY_ID === undefined && { credentials: EMULATOR_KEY }) };
}
