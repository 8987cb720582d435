import type { RequestBody } from '../../generated/operations.ts';
import type { Cron, CronDefinition, OverlapPolicy } from '../rules/cron.ts';
import { invalidRequest, tooLarge } from '../rules/errors.ts';
import type { NewJob } from '../rules/job.ts';
import { JsonText, members, objectText } from '../rules/json-text.ts';
import { received } from '../rules/received.ts';
import { JOB_NAMES, optionNames, readEnvelope } from './read-envelope.ts';

type Envelope = RequestBody<'createJob'>;
type Template = Pick<Envelope, 'type'> & Partial<Envelope>;

/** A template is written with every tick, and one item of the table takes 400 KB. */
const MAX_TEMPLATE_BYTES = 65_536;

/**
 * The cron that a validated request registers, in either form of DECISIONS.md 1.5. Its template is
 * held to the rules of a single enqueue.
 * @throws OjsError 400, 413 or 422 naming the field.
 */
export function readCronRequest(body: RequestBody<'registerCron'>, text: string, now: number) {
  const nested = members(text).get('job_template');
  const template = body.job_template ?? { ...body, type: body.type ?? '' };
  const definition: CronDefinition = {
    expression: body.expression ?? body.cron ?? body.schedule ?? '',
    zone: body.timezone ?? 'UTC',
    overlap: overlapOf(body.overlap_policy) ?? 'skip',
    template: templateText(template, nested ? members(nested.text) : flatOf(text), now),
    description: body.description,
    enabled: body.enabled ?? true,
  };
  return definition;
}

/**
 * What a validated request makes of a cron. A job_template replaces the stored one, flat fields replace
 * those of the same names in it.
 * @throws OjsError 400, 413 or 422 naming the field.
 */
export function readCronChange(
  body: RequestBody<'updateCron'>,
  text: string,
  now: number,
): (stored: Cron) => Partial<CronDefinition> {
  const expression = body.expression ?? body.cron ?? body.schedule;
  const overlap = overlapOf(body.overlap_policy);
  const nested = members(text).get('job_template');
  const flat = flatOf(text);
  const change: Partial<CronDefinition> = {
    ...(expression !== undefined && { expression }),
    ...(body.timezone !== undefined && { zone: body.timezone }),
    ...(overlap !== undefined && { overlap }),
    ...(body.enabled !== undefined && { enabled: body.enabled }),
    ...(body.description !== undefined && { description: body.description }),
    ...(body.job_template &&
      nested && { template: templateText(body.job_template, members(nested.text), now) }),
  };
  if (nested || flat.size === 0) return () => change;
  return ({ template }) => {
    const changed = changedTemplate(template, flat);
    return { ...change, template: templateText(JSON.parse(objectText(changed).text), changed, now) };
  };
}

/** What a request says of the job beside the other fields. */
function flatOf(text: string): ReadonlyMap<string, JsonText> {
  const sent = members(text);
  return new Map(
    JOB_NAMES.flatMap((name) => {
      const value = sent.get(name);
      return value ? [[name, value] as const] : [];
    }),
  );
}

/** The template with these fields; an option among them stands under no other name, in `options` neither. */
function changedTemplate(template: string, flat: ReadonlyMap<string, JsonText>): Map<string, JsonText> {
  const names = new Set([...flat.keys()].flatMap(optionNames));
  const others = (text: string) => [...members(text)].filter(([name]) => !names.has(name));
  const kept = new Map(others(template));
  const options = kept.get('options');
  if (options) kept.set('options', objectText(others(options.text)));
  return new Map([...kept, ...flat]);
}

/**
 * The job that a stored template asks for.
 * @param now ms since 1970, for times relative to it. @throws what an enqueue of it would be refused with.
 */
export function jobOfTemplate(template: string, now: number): NewJob {
  const envelope: Envelope = JSON.parse(template);
  return readEnvelope(envelope, template, now);
}

/** The text that is stored, once a job can be made of it. */
function templateText(template: Template, sent: ReadonlyMap<string, JsonText>, now: number): string {
  const id = sent.get('id');
  if (id) {
    throw invalidRequest('job_template.id must be left out: each tick makes an id of its own.', {
      field: 'job_template.id',
      expected: 'nothing',
      received: received(JSON.parse(id.text)),
    });
  }
  const { text } = objectText(sent.has('args') ? sent : [...sent, ['args', new JsonText('[]')]]);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_TEMPLATE_BYTES) throw tooLarge('job_template', bytes, MAX_TEMPLATE_BYTES);
  readEnvelope({ ...template, args: template.args ?? [] }, text, now);
  return text;
}

function overlapOf(sent: RequestBody<'updateCron'>['overlap_policy']): OverlapPolicy | undefined {
  return sent === 'cancel' ? 'cancel_previous' : sent;
}
