import { startDynamoDbLocal } from '../test/dynamodb-local/start.ts';
import {
  type Measured,
  measureIdle,
  measureLoad,
  measureOperations,
  startMetered,
} from '../test/support/measure.ts';
import { startTestStores } from '../test/support/server.ts';

/** Prints what each operation asks of DynamoDB Local: the numbers of src/table/README.md. */

const local = await startDynamoDbLocal();
const embedded = await startTestStores();
const metered = await startMetered({ ...embedded, dynamodbEndpoint: local.endpoint });
try {
  const rows = [
    ...(await measureOperations(metered)),
    await measureLoad(metered, 1_000, 100),
    await measureLoad(metered, 20, 1),
    await measureIdle(metered, 20),
  ];
  process.stdout.write(
    '| what | requests | read units | write units | SQS requests |\n|---|---|---|---|---|\n',
  );
  for (const row of rows) process.stdout.write(`${line(row)}\n`);
} finally {
  await metered.server.close();
  await embedded.close();
  await local.close();
}

/** Per job, where the row is about several. */
function line({ name, requests, readUnits, writeUnits, sqsRequests, jobs }: Measured): string {
  const per = (count: number) => String(Math.round((count / jobs) * 1_000) / 1_000);
  const calls = Object.entries(requests).map(([operation, count]) => `${per(count)} ${operation}`);
  return `| ${name} | ${calls.join(', ') || '–'} | ${per(readUnits)} | ${per(writeUnits)} | ${per(sqsRequests)} |`;
}
