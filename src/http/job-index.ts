/** Which job of a batch or workflow a field belongs to, for the details of a refusal; nothing for other fields. */
export function indexIn(field: string): { index?: number } {
  const index = /^(?:jobs|steps)\[(\d+)\]/.exec(field)?.[1];
  return index === undefined ? {} : { index: Number(index) };
}
