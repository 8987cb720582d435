import type { RequestBody } from '../../generated/operations.ts';
import { atPlace, invalidRequest, tooLarge, tooManyJobs, unsupported } from '../rules/errors.ts';
import type { NewJob } from '../rules/job.ts';
import { elements, JsonText, members, objectText } from '../rules/json-text.ts';
import { received } from '../rules/received.ts';
import { validationError } from '../rules/validation-error.ts';
import {
  CALLBACK_NAMES,
  type CallbackName,
  type NewWorkflow,
  type StepRequest,
  type WorkflowKind,
} from '../rules/workflow.ts';
import { callbackOf, type GraphStep, graphOf } from '../rules/workflow-graph.ts';
import { jobOfTemplate } from './read-cron.ts';
import { optionNames } from './read-envelope.ts';

type Body = RequestBody<'createWorkflow'>;
type SentStep = NonNullable<Body['steps']>[number];

/** Limits of a workflow: jobs, bytes of each, and bytes of all with the options that they share. */
export interface WorkflowLimits {
  readonly maxBatch: number;
  readonly maxEnvelopeBytes: number;
  readonly maxBatchBytes: number;
}

/** A step with where it stands, as value and as the members of its text. */
interface Placed {
  readonly place: string;
  /** Among steps or jobs; a callback has none. */
  readonly index?: number | undefined;
  readonly step: SentStep;
  readonly sent: ReadonlyMap<string, JsonText>;
}

/** What only a workflow has, and a job of one is not (ojs-workflows 10). */
const NESTED = ['steps', 'jobs', 'callbacks'] as const;
/** Of a step and not of its job. */
const OF_THE_STEP: ReadonlySet<string> = new Set(['id', 'name', 'depends_on', 'options']);

/**
 * The workflow that a validated request asks for, in either form of DECISIONS.md 1.6. Every step and
 * callback is held to the rules of a single enqueue, with the options of the workflow where it has none.
 *
 * @param text the body as it arrived; @param now ms since 1970, for relative times.
 * @throws OjsError 400, 413 or 422 naming the step.
 */
export function readWorkflowRequest(
  body: Body,
  text: string,
  now: number,
  limits: WorkflowLimits,
): NewWorkflow {
  const sent = members(text);
  const list = body.type === 'group' || body.type === 'batch' ? 'jobs' : 'steps';
  refuseOtherParts(body, list);
  const steps = body[list] ?? [];
  if (steps.length > limits.maxBatch) throw tooManyJobs(steps.length, limits.maxBatch, list);
  const placed = placedSteps(steps, sent.get(list), list);
  refuseOtherCallbacks(body);
  const following = placedCallbacks(body, sent);
  for (const each of [...placed, ...following.values()]) refuseNested(each);
  const { kind, jobs, callbacks } = arranged(body, list, placed, following);
  const shared = sent.get('options') ?? new JsonText('{}');
  checkShared(shared, now);
  const read = stepReader(members(shared.text), now, limits);
  return {
    ...(body.id !== undefined && { id: body.id }),
    kind,
    ...(body.name !== undefined && { name: body.name }),
    steps: jobs.map(read),
    callbacks: Object.fromEntries([...callbacks].map(([name, each]) => [name, read(each)])),
  };
}

/** What belongs to a workflow of another type would be lost. */
function refuseOtherParts(body: Body, list: 'steps' | 'jobs'): void {
  const what = body.type === undefined ? 'where the workflow has no type' : `of a ${body.type}`;
  const others = [
    ...(list === 'steps' ? (['jobs'] as const) : (['steps'] as const)),
    ...(body.type === 'batch' ? [] : (['callbacks'] as const)),
  ];
  for (const name of others) {
    if (body[name] !== undefined) throw leftOut(name, what, body[name]);
  }
  if (body.type === 'batch' && !CALLBACK_NAMES.some((name) => body.callbacks?.[name] !== undefined)) {
    const expected = `an object with at least one of ${CALLBACK_NAMES.join(', ')}`;
    throw invalidRequest(`callbacks must be ${expected}; received ${received(body.callbacks)}.`, {
      field: 'callbacks',
      expected,
      received: received(body.callbacks),
      validation_errors: [validationError('callbacks', `must be ${expected}`)],
    });
  }
}

/** A callback that is misspelt would never come. */
function refuseOtherCallbacks({ callbacks = {} }: Body): void {
  const names: readonly string[] = CALLBACK_NAMES;
  for (const [name, sent] of Object.entries(callbacks)) {
    if (!names.includes(name))
      throw leftOut(`callbacks.${name}`, `of a batch, whose callbacks are ${names.join(', ')}`, sent);
  }
}

function placedSteps(steps: readonly SentStep[], text: JsonText | undefined, list: string): Placed[] {
  const texts = elements(text?.text ?? '[]');
  return steps.map((step, index) => ({
    place: `${list}[${index}]`,
    index,
    step,
    sent: members(texts[index]?.text ?? '{}'),
  }));
}

function placedCallbacks(
  { callbacks }: Body,
  sent: ReadonlyMap<string, JsonText>,
): ReadonlyMap<CallbackName, Placed> {
  const texts = members(sent.get('callbacks')?.text ?? '{}');
  return new Map(
    CALLBACK_NAMES.flatMap((name) => {
      const step = callbacks?.[name];
      if (step === undefined) return [];
      return [[name, { place: `callbacks.${name}`, step, sent: members(texts.get(name)?.text ?? '{}') }]];
    }),
  );
}

function refuseNested({ place, index, sent }: Placed): void {
  if (!NESTED.some((name) => sent.has(name))) return;
  const message = `${place} is a workflow itself, which is not offered; a step must be one job.`;
  throw unsupported('nested workflow', message, undefined, index);
}

interface Arranged {
  readonly kind: WorkflowKind;
  readonly jobs: readonly Placed[];
  readonly callbacks: ReadonlyMap<CallbackName, Placed>;
}

/** Where steps say what they depend on, that must be what the type says; without a type it says the type. */
function arranged(
  { type }: Body,
  list: 'steps' | 'jobs',
  placed: readonly Placed[],
  callbacks: ReadonlyMap<CallbackName, Placed>,
): Arranged {
  const depends = placed.some(({ step }) => step.depends_on !== undefined);
  if (type !== undefined && !depends) {
    for (const { place, index, step } of placed) {
      if (step.id !== undefined) throw idLeftOut(place, index, step.id);
    }
    return { kind: type, jobs: placed, callbacks };
  }
  const graph = graphOf(
    placed.map(({ step }) => graphStep(step)),
    list,
  );
  if (type !== undefined) {
    refuseOtherGraph(type, graph.kind, placed);
    return { kind: type, jobs: placed, callbacks };
  }
  if (graph.kind !== 'batch') return { kind: graph.kind, jobs: placed, callbacks };
  const found = [...graph.callbacks].map(([index, name]) => [name, placed[index]] as const);
  return {
    kind: 'batch',
    jobs: placed.filter((_, index) => !graph.callbacks.has(index)),
    callbacks: new Map(found.flatMap(([name, each]) => (each ? [[name, each]] : []))),
  };
}

/** The official clients name a callback by its id, and one of them in an option of its own, too. */
function graphStep({ id, depends_on: dependsOn = [], options }: SentStep): GraphStep {
  const named = options && 'callback_type' in options ? String(options.callback_type) : id;
  return { id, dependsOn, callback: callbackOf(named) };
}

function refuseOtherGraph(type: WorkflowKind, found: WorkflowKind, placed: readonly Placed[]): void {
  // One step alone is both.
  if (found === (type === 'batch' ? 'group' : type) || placed.length === 1) return;
  const expected = type === 'chain' ? 'the id of the step before, alone' : 'left out or empty';
  throw invalidRequest(`depends_on in a ${type} must be ${expected}.`, {
    field: 'depends_on',
    expected,
    validation_errors: [validationError('depends_on', `must be ${expected}`)],
  });
}

/** What every job of the workflow has is refused once, and not as the first one's. */
function checkShared(options: JsonText, now: number): void {
  const envelope = objectText([
    ['type', 'workflow.options'],
    ['args', new JsonText('[]')],
    ['options', options],
  ]);
  try {
    jobOf(envelope.text, now);
  } catch (error) {
    throw atPlace(error, 'options');
  }
}

function jobOf(envelope: string, now: number): NewJob {
  const job = jobOfTemplate(envelope, now);
  if (job.unique) throw unsupported('unique', 'unique is not offered in a workflow; leave it out.');
  return job;
}

/** Reads one step after the other; all of them with what they share must keep to the limit of the whole. */
function stepReader(shared: ReadonlyMap<string, JsonText>, now: number, limits: WorkflowLimits) {
  let all = 0;
  return ({ place, index, step, sent }: Placed): StepRequest => {
    const envelope = envelopeOf(sent, shared);
    const bytes = Buffer.byteLength(envelope);
    if (bytes > limits.maxEnvelopeBytes) throw tooLarge(place, bytes, limits.maxEnvelopeBytes);
    all += bytes;
    if (all > limits.maxBatchBytes) {
      throw tooLarge('the workflow with its options in every job', all, limits.maxBatchBytes);
    }
    const name = step.name ?? step.id;
    try {
      return { ...(name !== undefined && { name }), envelope, job: jobOf(envelope, now) };
    } catch (error) {
      throw atPlace(error, place, index);
    }
  };
}

/** An enqueue request: the step without what is the workflow's, and the shared options it does not set. */
function envelopeOf(sent: ReadonlyMap<string, JsonText>, shared: ReadonlyMap<string, JsonText>): string {
  const own = members(sent.get('options')?.text ?? '{}');
  const added = [...shared].filter(
    ([name]) => !optionNames(name).some((each) => own.has(each) || sent.has(each)),
  );
  const options = [...own, ...added];
  const job = [...sent].filter(([name]) => !OF_THE_STEP.has(name));
  return objectText(options.length === 0 ? job : [...job, ['options', objectText(options)]]).text;
}

function leftOut(field: string, why: string, value: unknown) {
  return invalidRequest(`${field} must be left out ${why}; received ${received(value)}.`, {
    field,
    expected: 'nothing',
    received: received(value),
    validation_errors: [validationError(field, 'must be left out')],
  });
}

function idLeftOut(place: string, index: number | undefined, id: string) {
  const field = `${place}.id`;
  return invalidRequest(
    `${field} must be left out where no step has depends_on: the id of its job is made by the server; name is for a name.`,
    {
      field,
      expected: 'nothing',
      received: received(id),
      index,
      validation_errors: [validationError(field, 'must be left out')],
    },
  );
}
