import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Message } from '~/lib/wire';
import { ConversationLog } from './log';

const line = (seq: number): Message => ({
  uuid: `m${seq}`,
  seq,
  kind: 'text',
  user_uuid: 'bayko',
  display_name: 'Bayko',
  handle: 'bayko',
  message: `line ${seq}`,
  created_at: '2026-11-20T09:00:00.000000Z',
  edited_at: null,
  deleted_at: null,
  rev: 0,
  reply_to_seq: null,
  subjects: [],
  title: null,
  reactions: null,
});

/** A log of `count` entries behind pages, and what was asked of it. */
function server(count: number) {
  const at = { count, asked: [] as string[], status: 200 };
  vi.stubGlobal('fetch', async (url: URL) => {
    const query = url.searchParams;
    const limit = Number(query.get('limit'));
    at.asked.push(['before', 'after'].map((name) => query.get(name) ?? '').join('|'));
    await Promise.resolve();
    if (at.status !== 200) return Response.json({ errors: ['refused'] }, { status: at.status });
    const before = Number(query.get('before') ?? at.count + 1);
    const from = query.has('after') ? Number(query.get('after')) + 1 : Math.max(1, before - limit);
    const to = query.has('after') ? Math.min(at.count, from + limit - 1) : before - 1;
    const page = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) =>
      line(from + index),
    );
    const headers = from > 1 ? { Link: `</older?before=${from}>; rel="next"` } : undefined;
    return Response.json(page, headers && { headers });
  });
  return at;
}

const seqs = (log: ConversationLog) => log.view.get().timeline.sent.map(({ seq }) => seq);
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

beforeEach(() => vi.stubGlobal('location', { origin: 'http://here.invalid' }));
afterEach(() => vi.unstubAllGlobals());

test('opens at the newest page and reads down to the beginning', async () => {
  server(120);
  const log = new ConversationLog('g');
  await log.open();
  expect(seqs(log)).toEqual(range(71, 120));
  await log.loadOlder();
  await log.loadOlder();
  expect(seqs(log)).toEqual(range(1, 120));
  expect(log.view.get().timeline.reachedStart).toBe(true);
});

test('asks for the same page once, however often it is wanted', async () => {
  const at = server(120);
  const log = new ConversationLog('g');
  await Promise.all([log.open(), log.open()]);
  await Promise.all([log.loadOlder(), log.loadOlder(), log.loadOlder()]);
  expect(at.asked).toEqual(['|', '71|']);
});

test('an entry 12 after 10 fetches 11', async () => {
  const at = server(10);
  const log = new ConversationLog('g');
  await log.open();
  at.count = 12;
  log.receive([line(12)]);
  await log.fill();
  expect(at.asked.at(-1)).toBe('|10');
  expect(seqs(log)).toEqual(range(1, 12));
});

test('opened again, it asks only for what came since', async () => {
  const at = server(60);
  const log = new ConversationLog('g');
  await log.open();
  at.count = 63;
  await log.open();
  expect(at.asked).toEqual(['|', '|60']);
  expect(log.seenUpTo()).toBe(63);
});

test('after a long absence it opens the newest page instead of filling a long gap', async () => {
  const at = server(60);
  const log = new ConversationLog('g');
  await log.open();
  at.count = 5_000;
  log.hearHead(5_000);
  await log.fill();
  expect(at.asked).toEqual(['|', '|']);
  expect(seqs(log)).toEqual(range(4_951, 5_000));
});

test('with more unread than a page holds, it begins where the reader stopped', async () => {
  const at = server(400);
  const log = new ConversationLog('g');
  await log.open({ readSeq: 150, lastSeq: 400 });
  expect(at.asked).toEqual(['|140', '|240', '|340']);
  expect(seqs(log)).toEqual(range(141, 400));
});

test('with little unread, or far too much, it opens at the end', async () => {
  const at = server(5_000);
  for (const readSeq of [4_980, 2_000]) {
    const log = new ConversationLog('g');
    await log.open({ readSeq, lastSeq: 5_000 });
    expect(seqs(log)).toEqual(range(4_951, 5_000));
  }
  expect(at.asked).toEqual(['|', '|']);
});

test('a conversation that is not one’s own is missing, a broken server is worth another try', async () => {
  const at = server(3);
  const log = new ConversationLog('g');
  at.status = 503;
  await log.open();
  expect(log.view.get().status).toEqual({ kind: 'failed', detail: '503 refused' });
  at.status = 404;
  await log.open();
  expect(log.view.get().status).toEqual({ kind: 'missing' });
  at.status = 200;
  await log.open();
  expect(log.view.get().status).toEqual({ kind: 'ready' });
});

test('whoever is taken out is told so until they are back; what one never was in is missing', async () => {
  const at = server(3);
  const log = new ConversationLog('g');
  log.close();
  expect(log.view.get().status).toEqual({ kind: 'loading' });
  await log.open();
  log.close();
  expect(log.view.get().status).toEqual({ kind: 'removed' });
  at.status = 404;
  await log.open();
  expect(log.view.get().status).toEqual({ kind: 'removed' });
  const other = new ConversationLog('h');
  at.status = 200;
  await other.open();
  at.status = 404;
  await expect(other.refresh()).rejects.toThrow();
  expect(other.view.get().status).toEqual({ kind: 'removed' });
  at.status = 200;
  log.reopen();
  await vi.waitFor(() => expect(log.view.get().status).toEqual({ kind: 'ready' }));
  expect(seqs(log)).toEqual(range(1, 3));
});

test('a page above that fails can be asked for again', async () => {
  const at = server(120);
  const log = new ConversationLog('g');
  await log.open();
  at.status = 503;
  await log.loadOlder();
  expect(log.view.get().older).toBe('failed');
  at.status = 200;
  await log.loadOlder();
  expect(seqs(log)[0]).toBe(21);
});

test('an entry far up is shown with its surroundings, and one reads on to both sides', async () => {
  const at = server(1_000);
  const log = new ConversationLog('g');
  await log.open();
  expect(await log.show(300)).toBe(true);
  expect(seqs(log)).toEqual(range(275, 324));
  await log.loadNewer();
  await log.loadOlder();
  expect(seqs(log)).toEqual(range(225, 424));
  expect(at.asked).toEqual(['|', '|274', '|324', '275|']);
});

test('an entry that is known already is shown without asking, one that does not exist is not', async () => {
  const at = server(60);
  const log = new ConversationLog('g');
  await log.open();
  expect(await log.show(40)).toBe(true);
  expect(at.asked).toEqual(['|']);
  expect(await log.show(61)).toBe(false);
  expect(seqs(log)).toEqual(range(11, 60));
});

test('read down to its end, the log follows what comes again', async () => {
  const at = server(120);
  const log = new ConversationLog('g');
  await log.open();
  await log.show(10);
  await log.loadNewer();
  expect(log.view.get().timeline.isAway).toBe(false);
  at.count = 122;
  log.receive([line(122)]);
  await log.fill();
  expect(seqs(log)).toEqual(range(1, 122));
});

test('away from the end nothing is filled, and going back reads the newest page', async () => {
  const at = server(1_000);
  const log = new ConversationLog('g');
  await log.open();
  await log.show(300);
  at.count = 1_002;
  log.receive([line(1_002)]);
  log.hearHead(1_002);
  await log.open();
  expect(at.asked).toEqual(['|', '|274']);
  await log.refresh();
  expect(at.asked.at(-1)).toBe('|274');
  expect(seqs(log)).toEqual(range(275, 324));
  await log.toNewest();
  expect(seqs(log)).toEqual(range(953, 1_002));
});

test('a page below that fails can be asked for again', async () => {
  const at = server(1_000);
  const log = new ConversationLog('g');
  await log.open();
  await log.show(300);
  at.status = 503;
  await log.loadNewer();
  expect(log.view.get().newer).toBe('failed');
  at.status = 200;
  await log.loadNewer();
  expect(seqs(log).at(-1)).toBe(424);
});
