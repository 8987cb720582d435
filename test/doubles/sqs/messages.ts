/** The parts of SQS's messages that the habits look at. */

export interface SendEntry {
  readonly Id: string;
  readonly MessageBody: string;
}

/** Body of SendMessage (without Entries) and of SendMessageBatch. */
export interface SendBody {
  readonly QueueUrl: string;
  readonly MessageBody?: string;
  readonly Entries?: readonly SendEntry[];
}

export interface ReceiveBody {
  readonly QueueUrl: string;
  readonly MaxNumberOfMessages?: number;
  /** Seconds. */
  readonly WaitTimeSeconds?: number;
}

export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Attributes?: Readonly<Record<string, string>>;
}

export interface ReceiveAnswer {
  readonly Messages?: readonly ReceivedMessage[];
}

export interface HandleEntry {
  readonly Id: string;
  readonly ReceiptHandle: string;
  /** Seconds. */
  readonly VisibilityTimeout?: number;
}

/** Body of DeleteMessage and ChangeMessageVisibility, and of their batches (with Entries). */
export interface HandleBody {
  readonly QueueUrl: string;
  readonly ReceiptHandle?: string;
  readonly VisibilityTimeout?: number;
  readonly Entries?: readonly HandleEntry[];
}

export interface BatchAnswer {
  readonly Successful?: readonly { readonly Id: string }[];
  readonly Failed?: readonly { readonly Id: string; readonly Code: string }[];
}

/** Most messages of one receive. */
export const MOST_RECEIVED = 10;
