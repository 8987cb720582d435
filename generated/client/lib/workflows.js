/** A workflow as the wire has it. */
export function workflowBody(definition, id) {
    return definition.type === 'chain'
        ? { ...definition, id, steps: [...definition.steps] }
        : { ...definition, id, jobs: [...definition.jobs] };
}
