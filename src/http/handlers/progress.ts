import type { Engine } from '../../engine/engine.ts';
import { getProgress, type JobProgress, reportProgress } from '../../engine/progress.ts';
import { tooLarge, unsupported } from '../../rules/errors.ts';
import { JsonText, members } from '../../rules/json-text.ts';
import { formatMs } from '../../rules/timestamp.ts';
import type { AllHandlers, CallOf } from '../call.ts';

type ProgressHandlers = Pick<AllHandlers, 'getJobProgress' | 'putJobProgress' | 'reportProgress'>;
type Report = CallOf<'putJobProgress'>['body'];

/** Each report is written as a whole, and costs its size. */
const MAX_DATA_BYTES = 16_384;

/** How far jobs have come: for those who do the work, and for those who wait for it (ojs-progress 10). */
export function progressHandlers(engine: Engine): ProgressHandlers {
  async function report(id: string, body: Report, value: number | undefined, text: string) {
    const data = members(text).get('data')?.text;
    if (members(text).has('checkpoint')) {
      throw unsupported('checkpoint', 'Checkpoints are not offered yet; send the report without one.');
    }
    const bytes = Buffer.byteLength(data ?? '');
    if (bytes > MAX_DATA_BYTES) throw tooLarge('data', bytes, MAX_DATA_BYTES);
    const holder = { workerId: body.worker_id, attempt: body.attempt };
    return reportProgress(engine, id, { value, message: body.message, data }, holder);
  }

  return {
    async getJobProgress({ params }) {
      return { status: 200, body: answerOf(await getProgress(engine, params.id)) };
    },
    async putJobProgress({ params, body, context }) {
      const reached = await report(params.id, body, body.progress, context.text);
      return { status: 200, body: answerOf(reached) };
    },
    async reportProgress({ body, context }) {
      const value = body.percentage === undefined ? undefined : body.percentage / 100;
      return { status: 200, body: answerOf(await report(body.job_id, body, value, context.text)) };
    },
  };
}

function answerOf({ head, progress }: JobProgress) {
  return {
    job_id: head.id,
    state: head.state,
    progress: progress?.value ?? null,
    message: progress?.message ?? null,
    data: new JsonText(progress?.data ?? 'null'),
    updated_at: progress ? formatMs(progress.updatedAt) : null,
  };
}
