import type { FormattedItem } from 'dynamodb-toolbox';
import type { Head, Lease, PieceReference, Place } from '../rules/head.ts';
import type { JobError } from '../rules/job.ts';
import { elements, members, writeJson } from '../rules/json-text.ts';
import { retryPolicyFromStored, retryPolicyToStored } from '../rules/retry-policy.ts';
import {
  deadLetterPlace,
  dueOrder,
  HEAD_SORT,
  isDeadLetterPartition,
  jobDuePartition,
  jobIdOf,
  jobPartition,
} from './keys.ts';
import { membershipFromStored, membershipToStored } from './membership.ts';
import type { TableSchema } from './schema.ts';

/**
 * Conditions of the blind writes are flat comparisons of attributes that are always there: short,
 * and parsed in no time by every store. So a job that never expires says so.
 */
const NEVER = 9e15;
/** A lease fetched without a worker id matches any (DECISIONS.md 1.3). */
export const ANY_WORKER = '*';

/** A worker's name as it is stored; nobody's own name is `ANY_WORKER`. */
export function storedWorker(workerId: string | undefined): string {
  if (workerId === undefined) return ANY_WORKER;
  return workerId.startsWith(ANY_WORKER) ? `${ANY_WORKER}${workerId}` : workerId;
}

function workerOf(stored: string | undefined): string | undefined {
  if (stored === undefined || stored === ANY_WORKER) return undefined;
  return stored.startsWith(ANY_WORKER) ? stored.slice(1) : stored;
}

/** Since when, or from when on, a job that is not active can be claimed. */
function readyAt(head: Head): number | undefined {
  return head.state === 'available' ? head.enqueuedAt : head.dueAt;
}

/** Keys in the due index. */
function duePlace(id: string, dueAt: number) {
  return { duePartition: jobDuePartition(id), dueOrder: dueOrder(dueAt) };
}

/** Where the head stands in the open index: among its queue's open jobs, or in the dead letter. */
function placeOf(head: Head): Place | undefined {
  if (!head.deadLettered) return head.place;
  return deadLetterPlace({ ...head, jobId: head.id, endedAt: head.endedAt ?? 0 });
}

/** A head as the table's schema has it: flat, without defaults, texts as JSON. */
export type HeadItem = FormattedItem<TableSchema['head']>;

/** The flat form of `head`; what equals its default is left out, since every byte is paid for. */
export function headToItem(head: Head) {
  const place = placeOf(head);
  return {
    partition: jobPartition(head.id),
    sort: HEAD_SORT,
    type: head.type,
    queue: head.queue,
    state: head.state,
    priority: head.priority === 0 ? undefined : head.priority,
    attempt: head.attempt,
    retry: retryPolicyToStored(head.retry),
    createdAt: head.createdAt,
    enqueuedAt: head.enqueuedAt,
    readyAt: readyAt(head),
    expiresAt: head.expiresAt ?? NEVER,
    timeoutMs: head.timeoutMs,
    visibilityTimeoutMs: head.visibilityTimeoutMs,
    startedAt: head.startedAt,
    activatedAt: head.activatedAt,
    endedAt: head.endedAt,
    expired: head.expired ? 1 : undefined,
    retryDelayMs: head.retryDelayMs,
    workerId: head.lease ? storedWorker(head.workerId) : head.workerId && storedWorker(head.workerId),
    leaseServer: head.lease?.server,
    leaseEndsAt: head.lease?.endsAt,
    leasePromisedAt: head.lease?.promisedAt,
    leaseLengthMs: head.lease?.lengthMs,
    leaseDeadlineAt: head.lease?.deadlineAt,
    failures: head.failures === 0 ? undefined : head.failures,
    failuresBefore: head.failuresBefore,
    attemptsBefore: head.attemptsBefore,
    errors: head.errors.length === 0 ? undefined : writeJson(head.errors),
    errorPieces: head.errorPieces.length === 0 ? undefined : head.errorPieces.join(' '),
    body: head.body,
    bodyPieces: head.bodyPieces,
    result: head.result,
    resultPieces: head.resultPieces && `${head.resultPieces.nonce} ${head.resultPieces.count}`,
    companionsTtl: head.companionsTtl,
    openPartition: place?.partition,
    openOrder: place?.order,
    ...(head.awaitsPromotion && head.dueAt !== undefined && duePlace(head.id, head.dueAt)),
    batch: head.batch,
    uniqueKey: head.uniqueKey,
    workflow: head.workflow && membershipToStored(head.workflow),
    nonce: head.nonce,
    token: head.token,
    previousToken: head.previousToken,
  };
}

/** The head that `item` holds. */
export function headFromItem(item: HeadItem): Head {
  // To be in the dead letter and to stand in its index is one fact: no write can say one without the other.
  const dead = item.openPartition !== undefined && isDeadLetterPartition(item.openPartition);
  return {
    id: jobIdOf(item.partition),
    type: item.type,
    queue: item.queue,
    state: item.state,
    priority: item.priority ?? 0,
    attempt: item.attempt,
    retry: retryPolicyFromStored(item.retry),
    createdAt: item.createdAt,
    enqueuedAt: item.enqueuedAt,
    dueAt: item.state === 'available' ? undefined : item.readyAt,
    awaitsPromotion: item.duePartition === undefined ? undefined : true,
    expiresAt: item.expiresAt === NEVER ? undefined : item.expiresAt,
    timeoutMs: item.timeoutMs,
    visibilityTimeoutMs: item.visibilityTimeoutMs,
    startedAt: item.startedAt,
    activatedAt: item.activatedAt,
    endedAt: item.endedAt,
    expired: item.expired === undefined ? undefined : true,
    deadLettered: dead ? true : undefined,
    retryDelayMs: item.retryDelayMs,
    workerId: workerOf(item.workerId),
    lease: leaseOf(item),
    failures: item.failures ?? 0,
    failuresBefore: item.failuresBefore,
    attemptsBefore: item.attemptsBefore,
    errors: item.errors === undefined ? [] : errorsFromText(item.errors),
    errorPieces: item.errorPieces === undefined ? [] : item.errorPieces.split(' '),
    body: item.body,
    bodyPieces: item.bodyPieces,
    result: item.result,
    resultPieces: item.resultPieces === undefined ? undefined : pieceReference(item.resultPieces),
    companionsTtl: item.companionsTtl,
    place:
      item.openPartition === undefined || item.openOrder === undefined || dead
        ? undefined
        : { partition: item.openPartition, order: item.openOrder },
    batch: item.batch,
    uniqueKey: item.uniqueKey,
    workflow: item.workflow === undefined ? undefined : membershipFromStored(item.workflow),
    nonce: item.nonce,
    token: item.token,
    previousToken: item.previousToken,
  };
}

/** A JSON array of failures, as the head or a piece holds it; `details` stays the text it was. */
export function errorsFromText(text: string): JobError[] {
  return elements(text).map((element) => {
    const error: JobError = JSON.parse(element.text);
    const details = members(element.text).get('details');
    return details ? { ...error, details } : error;
  });
}

function leaseOf(item: HeadItem): Lease | undefined {
  const { leaseServer, leaseEndsAt, leasePromisedAt, leaseLengthMs, leaseDeadlineAt } = item;
  if (
    item.state !== 'active' ||
    leaseServer === undefined ||
    leaseEndsAt === undefined ||
    leasePromisedAt === undefined ||
    leaseLengthMs === undefined ||
    leaseDeadlineAt === undefined
  ) {
    return undefined;
  }
  return {
    server: leaseServer,
    endsAt: leaseEndsAt,
    promisedAt: leasePromisedAt,
    lengthMs: leaseLengthMs,
    deadlineAt: leaseDeadlineAt,
  };
}

function pieceReference(text: string): PieceReference {
  const [nonce = '', count = '0'] = text.split(' ');
  return { nonce, count: Number(count) };
}
