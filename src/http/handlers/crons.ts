import type { components } from '../../../generated/server-types.ts';
import { changeCron, removeCron } from '../../engine/change-cron.ts';
import type { CronWatch, Ticking } from '../../engine/cron-tick.ts';
import { getCron, pageOfCrons } from '../../engine/read-crons.ts';
import { registerCron } from '../../engine/register-cron.ts';
import type { Cron } from '../../rules/cron.ts';
import { JsonText, members } from '../../rules/json-text.ts';
import { formatMs } from '../../rules/timestamp.ts';
import type { AllHandlers } from '../call.ts';
import { readCronChange, readCronRequest } from '../read-cron.ts';

type CronHandlers = Pick<AllHandlers, 'listCrons' | 'registerCron' | 'getCron' | 'updateCron' | 'deleteCron'>;

/** For those whose jobs come again and again. The forms of the answers: DECISIONS.md 1.5. */
export function cronHandlers(ticking: Ticking, watch: CronWatch): CronHandlers {
  const { engine } = ticking;
  return {
    async listCrons({ query }) {
      const { entries, total, limit, offset, nextCursor } = await pageOfCrons(engine, query, query.enabled);
      const crons = entries.map(cronAnswer);
      const pagination = {
        total,
        limit,
        offset,
        has_more: nextCursor !== undefined,
        ...(nextCursor !== undefined && { next_cursor: nextCursor }),
      };
      return { status: 200, body: { crons, cron_jobs: crons, count: crons.length, pagination } };
    },

    async registerCron({ body, context }) {
      const definition = readCronRequest(body, context.text, engine.clock.now());
      const cron = await registerCron(engine, watch, body.name, definition);
      return { status: 201, body: underBothNames(cron) };
    },

    async getCron({ params: { name } }) {
      return { status: 200, body: underBothNames(await getCron(engine, name)) };
    },

    async updateCron({ params: { name }, body, context }) {
      const change = readCronChange(body, context.text, engine.clock.now());
      return { status: 200, body: underBothNames(await changeCron(ticking, watch, name, change)) };
    },

    async deleteCron({ params: { name } }) {
      const cron = await removeCron(engine, name);
      return { status: 200, body: { deleted: true, name: cron.name, cron: cronAnswer(cron) } };
    },
  };
}

function underBothNames(cron: Cron): components['schemas']['CronAnswer'] {
  const answer = cronAnswer(cron);
  return { cron: answer, cron_job: answer };
}

function cronAnswer(cron: Cron): components['schemas']['Cron'] {
  const template = members(cron.template);
  const [args, meta, options] = ['args', 'meta', 'options'].map((name) => template.get(name));
  return {
    name: cron.name,
    expression: cron.expression,
    cron: cron.expression,
    timezone: cron.zone,
    overlap_policy: cron.overlap,
    enabled: cron.enabled,
    status: cron.enabled ? 'active' : 'disabled',
    ...(cron.description !== undefined && { description: cron.description }),
    job_template: new JsonText(cron.template),
    type: JSON.parse(template.get('type')?.text ?? '""'),
    args: args ?? new JsonText('[]'),
    ...(meta && { meta }),
    ...(options && { options }),
    run_count: cron.runCount,
    last_run_at: momentOrNull(cron.lastRunAt),
    next_run_at: momentOrNull(cron.nextRunAt),
    created_at: formatMs(cron.createdAt),
  };
}

function momentOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : formatMs(ms);
}
