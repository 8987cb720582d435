import { PutItemCommand } from 'dynamodb-toolbox';
import { workerKey } from './keys.ts';
import type { Store } from './store.ts';

/** Writes what a worker said of itself (a JSON text). 1 write unit. */
export async function putWorkerRecord(
  store: Store,
  workerId: string,
  report: string,
  now: number,
): Promise<void> {
  await store.schema.worker
    .build(PutItemCommand)
    .item({ ...workerKey(workerId), report, seenAt: now })
    .send();
}
