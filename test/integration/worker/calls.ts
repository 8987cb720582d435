/** A call of a worker to its server. */
interface Call {
  readonly body: Readonly<Record<string, unknown>>;
  /** What came back; undefined as long as nothing has. */
  answer?: { readonly status: number; readonly body: Readonly<Record<string, unknown>> };
}

/** The calls of a worker, seen on their way to a real server. */
export interface Calls {
  readonly fetch: (request: Request) => Promise<Response>;
  /** All so far: `fetch`, `ack`, `nack` or `heartbeat`. */
  of(operation: string): readonly Call[];
  /** How many jobs the server gave out that it was not told the end of. */
  held(): number;
  /** The most jobs that the worker could have had, by what it asked for. */
  mostAsked(): number;
}

export function calls(): Calls {
  const all = new Map<string, Call[]>();
  const of = (operation: string) => all.get(operation) ?? [];
  let most = 0;

  function held(): number {
    const given = of('fetch').map(({ answer }) => answer?.body.jobs);
    const told = [...of('ack'), ...of('nack')].filter(({ answer }) => answer?.status === 200);
    return given.reduce<number>((sum, jobs) => sum + (Array.isArray(jobs) ? jobs.length : 0), -told.length);
  }

  return {
    of,
    held,
    mostAsked: () => most,
    async fetch(request) {
      const operation = new URL(request.url).pathname.split('/').at(-1) ?? '';
      const text = await request.clone().text();
      const call: Call = { body: text === '' ? {} : JSON.parse(text) };
      if (operation === 'fetch') most = Math.max(most, held() + Number(call.body.count));
      all.set(operation, [...of(operation), call]);
      const response = await fetch(request);
      call.answer = { status: response.status, body: JSON.parse(await response.clone().text()) };
      return response;
    },
  };
}
