import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ask, linked, onSignedOut, Refused, Unreached } from './http';

describe('links to the pages around', () => {
  const header = '</api/m/g?before=51&limit=50>; rel="next", </api/m/g?after=100>; rel="prev"';

  test('are found by their relation', () => {
    expect(linked(header, 'next')?.get('before')).toBe('51');
    expect(linked(header, 'prev')?.get('after')).toBe('100');
    expect(linked(header, 'last')).toBeNull();
    expect(linked(null, 'next')).toBeNull();
  });

  test('a cursor comes through as it was made', () => {
    expect(linked('</api?cursor=a%2Bb%3D%3D,x>; rel=next', 'next')?.get('cursor')).toBe('a+b==,x');
  });
});

describe('an answer', () => {
  const answer = (response: () => Response | Promise<Response>) => vi.stubGlobal('fetch', response);
  beforeEach(() => vi.stubGlobal('location', { origin: 'http://here.invalid' }));
  afterEach(() => vi.unstubAllGlobals());

  test('that refuses carries its codes and how long to wait', async () => {
    answer(() =>
      Response.json({ errors: ['busy'] }, { status: 503, headers: { 'Retry-After': '7' } }),
    );
    const refused = await ask('/api/x').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ status: 503, retryAfter_s: 7, codes: ['busy'] });
  });

  test('that is not ours still is a refusal', async () => {
    answer(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(ask('/api/x')).rejects.toMatchObject({ status: 502, codes: [] });
  });

  test('that breaks off, or never comes, leaves the outcome unknown', async () => {
    answer(() => new Response('[{"uuid":'));
    await expect(ask('/api/x')).rejects.toBeInstanceOf(Unreached);
    answer(() => Promise.reject(new TypeError('no line')));
    await expect(ask('/api/x')).rejects.toBeInstanceOf(Unreached);
  });

  test('of 401 is told to whoever guards the session', async () => {
    answer(() => Response.json({}, { status: 401 }));
    const guard = vi.fn();
    const forget = onSignedOut(guard);
    await ask('/api/x').catch(() => undefined);
    forget();
    await ask('/api/x').catch(() => undefined);
    expect(guard).toHaveBeenCalledTimes(1);
  });
});
