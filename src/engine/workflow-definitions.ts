import { JsonText, members, objectText } from '../rules/json-text.ts';
import { CALLBACK_NAMES, type CallbackName, type NewWorkflow, type StepRequest } from '../rules/workflow.ts';
import type { Store } from '../table/store.ts';
import { putBlocks, readBlocks } from '../table/workflow-blocks.ts';
import { WORKFLOW_KEPT_MS } from '../table/workflow-items.ts';

/**
 * What the jobs of a workflow are, beside their heads: names and types for readers, and the envelopes of
 * those that are placed later. Steps come first, by index, then the callbacks in the order of their names.
 * They lie under the id that the header has as `stagedAs`.
 */
export interface Definition {
  readonly name?: string | undefined;
  readonly type: string;
  /** Of a job that is placed later: the enqueue request. */
  readonly envelope?: string | undefined;
}

/** Keeps the definitions of a new workflow. 1 write unit a KB compressed. */
export async function keepDefinitions(store: Store, stagedAs: string, workflow: NewWorkflow): Promise<void> {
  // The jobs of a group or batch are stored at once: their own heads and bodies say the rest.
  const later = workflow.kind === 'chain';
  const entries = workflow.steps.map((step) => definitionText(step, later));
  for (const name of CALLBACK_NAMES) {
    const callback = workflow.callbacks[name];
    entries.push(callback ? definitionText(callback, true) : 'null');
  }
  await putBlocks(store, stagedAs, 'D', 0, entries, store.clock.now() + WORKFLOW_KEPT_MS);
}

/** Definitions of the steps from `from` up to `before`, by index. 2 Querys. */
export async function readDefinitions(
  store: Store,
  stagedAs: string,
  from: number,
  before: number,
): Promise<Map<number, Definition>> {
  const found = await readBlocks(store, stagedAs, 'D', from, before);
  return new Map([...found].map(([index, text]) => [index, definitionOf(text)]));
}

/** Definition of one step or callback of a workflow with `total` steps; undefined where it is gone. */
export async function readDefinition(
  store: Store,
  stagedAs: string,
  total: number,
  step: number | CallbackName,
): Promise<Definition | undefined> {
  const index = entryOf(total, step);
  return (await readDefinitions(store, stagedAs, index, index + 1)).get(index);
}

/** Where the definition of a step or callback stands in the list. */
export function entryOf(total: number, step: number | CallbackName): number {
  return typeof step === 'number' ? step : total + CALLBACK_NAMES.indexOf(step);
}

/** What is kept of a step. */
export function definitionFrom({ name, job, envelope }: StepRequest): Definition {
  return { name, type: job.type, envelope };
}

function definitionText(step: StepRequest, later: boolean): string {
  const { name, type, envelope } = definitionFrom(step);
  return objectText([
    ['n', name],
    ['t', type],
    ['e', later ? new JsonText(envelope ?? '{}') : undefined],
  ]).text;
}

function definitionOf({ text }: JsonText): Definition {
  const parts = members(text);
  const name = parts.get('n');
  return {
    ...(name && { name: String(JSON.parse(name.text)) }),
    type: String(JSON.parse(parts.get('t')?.text ?? '""')),
    envelope: parts.get('e')?.text,
  };
}
