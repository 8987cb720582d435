import { createHash, randomUUID } from 'node:crypto';
import { bodyOf, type Call, type Outcome, ok, type Send, succeeded, withBody } from '../call.ts';
import { sendRest } from './batch.ts';
import type { SendBody, SendEntry } from './messages.ts';

/**
 * Takes messages out of a SendMessage or SendMessageBatch and answers for them as SQS would; the rest
 * goes on. `taken` gets a call of the same kind with what was taken out.
 */
export async function takeOut(
  call: Call,
  send: Send,
  chosen: () => boolean,
  taken: (call: Call) => void,
): Promise<Outcome> {
  const body = bodyOf<SendBody>(call);
  if (call.operation === 'SendMessage') {
    if (!chosen()) return send(call);
    taken(outliving(call));
    return ok(accepted(body.MessageBody ?? ''));
  }
  if (call.operation !== 'SendMessageBatch') return send(call);
  const out: SendEntry[] = [];
  const rest: SendEntry[] = [];
  for (const entry of body.Entries ?? []) (chosen() ? out : rest).push(entry);
  if (out.length === 0) return send(call);
  const Successful = out.map(({ Id, MessageBody }) => ({ Id, ...accepted(MessageBody) }));
  const outcome = await sendRest(call, body, rest, { Successful, Failed: [] }, send);
  // A batch that failed is sent again by its sender, with all of its entries.
  if (succeeded(outcome)) {
    taken(outliving(withBody(call, { ...body, Entries: out })));
  }
  return outcome;
}

/** The sender of a message may hang up before the message is let go. */
function outliving(call: Call): Call {
  return { ...call, gone: new AbortController().signal };
}

/** SDKs compare the MD5 with what they sent. */
function accepted(messageBody: string) {
  return { MessageId: randomUUID(), MD5OfMessageBody: createHash('md5').update(messageBody).digest('hex') };
}
