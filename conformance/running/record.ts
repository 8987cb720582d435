import type { Answer, Request } from './exchange.ts';
import { Diverged, type Wire } from './run-case.ts';

/** What was sent and what came back, by place in the case. */
type Recording = Map<string, { readonly request: Request; readonly answer: Answer }>;

/** A wire that also notes what goes over it, and the wire on which those notes are read again. */
export function recorded(wire: Wire): { readonly live: Wire; readonly replay: Wire } {
  const recording: Recording = new Map();
  return {
    live: {
      async send(request, place) {
        const answer = await wire.send(request, place);
        recording.set(place, { request, answer });
        return answer;
      },
      sleep: (ms) => wire.sleep(ms),
    },
    replay: {
      async send(request, place) {
        const known = recording.get(place);
        if (known === undefined || !sameRequest(known.request, request)) throw new Diverged(place);
        return known.answer;
      },
      sleep: async () => undefined,
    },
  };
}

function sameRequest(a: Request, b: Request): boolean {
  return (
    a.method === b.method &&
    a.path === b.path &&
    a.body === b.body &&
    JSON.stringify(a.headers) === JSON.stringify(b.headers)
  );
}
