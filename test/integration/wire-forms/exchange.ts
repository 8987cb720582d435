/** What came back, as a client reads it that has no spec: its answers may have a form of their own. */
export interface Exchanged {
  readonly status: number;
  readonly mediaType: string | null;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly job?: Readonly<Record<string, unknown>> & { readonly id: string };
    readonly jobs?: readonly { readonly id: string; readonly type: string; readonly queue: string }[];
    readonly error?: { readonly code: string; readonly message: string };
  };
}

/** Sends as one client does: its headers on every request, a body only where it sends one. */
export function speaking(url: string, headers: Readonly<Record<string, string>>) {
  return async (method: string, path: string, body?: object): Promise<Exchanged> => {
    const response = await fetch(new URL(path, url), {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      mediaType: response.headers.get('Content-Type'),
      text,
      body: JSON.parse(text),
    };
  };
}
