import { reportReached, reportUnreached } from '~/lib/connection';
import type { Problem } from '~/lib/wire';

/** The server answered, and refused. `codes` are the problem's `errors`. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;
  readonly problem: Problem;
  /** Seconds the server asks to wait (`Retry-After`), or null. */
  readonly retryAfter_s: number | null;

  constructor(status: number, problem: Problem, retryAfter_s: number | null) {
    super(`${status} ${problem.errors?.join(' ') ?? ''}`.trim());
    this.status = status;
    this.problem = problem;
    this.retryAfter_s = retryAfter_s;
  }

  get codes(): readonly string[] {
    return this.problem.errors ?? [];
  }
}

/** No answer came: no line, a server that is away, or a time-out. What was asked may have happened. */
export class Unreached extends Error {
  override name = 'Unreached';
}

/** An answer and the cursor or seq of the pages beside it (`Link`). */
export type Answer<T> = { data: T; next: URLSearchParams | null; prev: URLSearchParams | null };

export type Ask = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  signal?: AbortSignal | undefined;
};

const TIMEOUT_MS = 15_000;
const signedOutListeners = new Set<() => void>();

/** Calls back whenever an answer was 401. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

/**
 * Asks the API.
 *
 * Throws: `Refused` for 4xx and 5xx, `Unreached` when no answer came, the signal's own reason when
 * the caller gave up.
 */
export async function ask<T>(path: string, options: Ask = {}): Promise<Answer<T>> {
  const response = await reach(path, options);
  if (!response.ok) throw await refusal(response);
  const data = await decoded<T>(response);
  const links = response.headers.get('Link');
  return { data, next: linked(links, 'next'), prev: linked(links, 'prev') };
}

async function reach(path: string, { method = 'GET', query, body, signal }: Ask) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    reportReached();
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    reportUnreached();
    throw new Unreached('no answer', { cause: error });
  }
}

/** The body may break off as well as the answer: then nothing is known either. */
async function decoded<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch (error) {
    throw new Unreached('broken answer', { cause: error });
  }
}

async function refusal(response: Response): Promise<Refused> {
  const problem: Problem = await response.json().catch(() => ({}));
  if (response.status === 401) for (const listener of [...signedOutListeners]) listener();
  const wait = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new Refused(response.status, problem, Number.isFinite(wait) ? wait : null);
}

/** The query of the link with this relation, from a `Link` header. */
export function linked(header: string | null, relation: string): URLSearchParams | null {
  for (const part of header?.split(/,\s*(?=<)/) ?? []) {
    const match = /^\s*<([^>]*)>(.*)$/.exec(part);
    if (match?.[1] === undefined || !new RegExp(`rel="?${relation}"?`).test(match[2] ?? ''))
      continue;
    return new URL(match[1], 'http://relative.invalid').searchParams;
  }
  return null;
}
