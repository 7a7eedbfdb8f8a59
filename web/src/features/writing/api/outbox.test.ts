import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { personalStorage } from '~/lib/storage';
import { Outbox } from './outbox';

const me = { uuid: 'me', handle: 'andrewbrown', display_name: 'Andrew Brown' };
const group = { kind: 'group', messageGroupUuid: 'g' } as const;

type Line = { uuid: string; seq: number; message: string };
type Asked = { message_uuid: string; after_seq: number; message: string; handle?: string };
type Mood = 'well' | 'lose-request' | 'lose-answer' | 'busy' | 'refuse';

/** A server with one log that keeps the promise of a send, and a line that does not. */
function server(lines: Line[] = []) {
  const moods: Mood[] = [];
  const asked: Asked[] = [];
  const problem = (status: number, code: string) =>
    Response.json({ errors: [code], message_group_uuid: 'g', last_seq: lines.length }, { status });
  const append = (body: Asked): Response => {
    let line = lines.find(({ uuid }) => uuid === body.message_uuid);
    if (!line) {
      if (lines.length - body.after_seq > 1000) return problem(409, 'too_far_behind');
      if (body.after_seq > lines.length) return problem(409, 'ahead_of_log');
      line = { uuid: body.message_uuid, seq: lines.length + 1, message: body.message };
      lines.push(line);
    }
    const { uuid: message_uuid, seq, message } = line;
    return Response.json({ message_group_uuid: 'g', uuid: me.uuid, message_uuid, seq, message });
  };
  const fetched = async (url: URL, init?: RequestInit): Promise<Response> => {
    if (init?.method !== 'POST') {
      const after = Number(url.searchParams.get('after'));
      return Response.json(lines.slice(after, after + 100));
    }
    const body: Asked = JSON.parse(String(init.body));
    asked.push(body);
    const mood = moods.shift() ?? 'well';
    if (mood === 'lose-request') throw new TypeError('no line');
    if (mood === 'busy') return problem(503, 'store_unavailable');
    if (mood === 'refuse') return problem(422, 'message_blank');
    const answer = append(body);
    if (mood === 'lose-answer') throw new TypeError('line cut');
    return answer;
  };
  vi.stubGlobal('fetch', fetched);
  return { lines, asked, moods, texts: () => lines.map(({ message }) => message) };
}

function open(storage = personalStorage('me', null)) {
  const outbox = new Outbox(me, storage);
  const stop = outbox.start();
  return { outbox, storage, stop };
}

const settle = () => vi.advanceTimersByTimeAsync(120_000);

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-20T09:00:00Z') });
  vi.stubGlobal('location', { origin: 'http://here.invalid' });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a send', () => {
  test('happens once, though requests and answers are lost', async () => {
    const at = server();
    at.moods.push('lose-request', 'lose-answer', 'busy', 'lose-answer');
    const { outbox } = open();
    outbox.write(group, 'hello', 0);
    await settle();
    expect(at.texts()).toEqual(['hello']);
    expect(new Set(at.asked.map((body) => body.message_uuid)).size).toBe(1);
    expect(at.asked.map((body) => body.after_seq)).toEqual([0, 0, 0, 0, 0]);
    expect(outbox.entries.get()).toEqual([]);
  });

  test('is kept before the first try, and the same goes out after a crash', async () => {
    const at = server();
    at.moods.push('lose-answer');
    const first = open();
    first.outbox.write(group, 'hello', 0);
    expect(first.storage.keys('outbox:')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    first.stop(); // the page is gone, the answer never came
    const second = open(first.storage);
    await settle();
    expect(at.texts()).toEqual(['hello']);
    expect(at.asked[0]?.message_uuid).toBe(at.asked.at(-1)?.message_uuid);
    expect(second.outbox.entries.get()).toEqual([]);
    expect(first.storage.keys('outbox:')).toEqual([]);
  });

  test('keeps the order written, however the line behaves', async () => {
    const at = server();
    at.moods.push('lose-request', 'lose-answer', 'well', 'busy', 'lose-request');
    const { outbox } = open();
    const written = Array.from({ length: 8 }, (_, index) => `line ${index}`);
    for (const text of written) outbox.write(group, text, 0);
    await settle();
    expect(at.texts()).toEqual(written);
  });

  test('that is refused stays, says why, and holds nobody up', async () => {
    const at = server();
    at.moods.push('refuse');
    const { outbox } = open();
    const refused = outbox.write(group, ' ', 0);
    outbox.write(group, 'next', 0);
    await settle();
    expect(at.texts()).toEqual(['next']);
    expect(outbox.entries.get()).toMatchObject([
      { state: { kind: 'refused', code: 'message_blank' } },
    ]);
    outbox.retry(refused.messageUuid);
    await settle();
    expect(at.texts()).toEqual(['next', ' ']);
  });

  test('tells where it was stored before it leaves the outbox', async () => {
    server();
    const { outbox } = open();
    const seen: [number, number][] = [];
    outbox.onStored((_, __, message) => seen.push([message.seq, outbox.entries.get().length]));
    outbox.write(group, 'hello', 0);
    await settle();
    expect(seen).toEqual([[1, 1]]);
  });

  test('to a person goes on in the conversation that it began', async () => {
    const at = server();
    const { outbox } = open();
    outbox.write({ kind: 'person', handle: 'bayko' }, 'first', 0);
    outbox.write({ kind: 'person', handle: 'bayko' }, 'second', 0);
    await settle();
    expect(at.texts()).toEqual(['first', 'second']);
    expect(at.asked.map((body) => body.handle)).toEqual(['bayko', undefined]);
  });
});

describe('a message from far behind', () => {
  const long = (count: number): Line[] =>
    Array.from({ length: count }, (_, index) => ({
      uuid: `other${index}`,
      seq: index + 1,
      message: 'theirs',
    }));

  test('reads forward and stands at the end', async () => {
    const at = server(long(1500));
    const { outbox } = open();
    outbox.write(group, 'mine', 3);
    await settle();
    expect(at.lines.at(-1)).toMatchObject({ seq: 1501, message: 'mine' });
    expect(at.asked.map((body) => body.after_seq)).toEqual([3, 1500]);
  });

  test('finds itself in the log instead of being sent again', async () => {
    const at = server(long(4));
    at.moods.push('lose-answer');
    const { outbox, storage, stop } = open();
    outbox.write(group, 'mine', 3);
    await vi.advanceTimersByTimeAsync(1);
    stop();
    at.lines.push(
      ...long(1500).map((line) => ({ ...line, seq: line.seq + 5, uuid: `x${line.uuid}` })),
    );
    open(storage);
    await settle();
    expect(at.texts().filter((text) => text === 'mine')).toHaveLength(1);
  });

  test('ahead of a log that was put back, it stands at its end', async () => {
    const at = server(long(4));
    const { outbox } = open();
    outbox.write(group, 'mine', 9);
    await settle();
    expect(at.asked.map((body) => body.after_seq)).toEqual([9, 4]);
    expect(at.lines.at(-1)).toMatchObject({ seq: 5, message: 'mine' });
  });
});
