import { startDynamoDbLocal } from '../dynamodb-local/start.ts';
import { answersMayBeDropped } from '../support/dropped-answers.ts';
import { startTestStores } from '../support/server.ts';

// DynamoDB Local returns the old item with a refusal, as AWS does; the embedded table does not.
answersMayBeDropped('DynamoDB Local', async () => {
  const local = await startDynamoDbLocal();
  const embedded = await startTestStores();
  return {
    dynamodbEndpoint: local.endpoint,
    sqsEndpoint: embedded.sqsEndpoint,
    async close() {
      await embedded.close();
      await local.close();
    },
  };
});
