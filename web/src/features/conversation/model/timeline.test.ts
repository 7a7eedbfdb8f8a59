import { describe, expect, test } from 'vitest';
import type { Message } from '~/lib/wire';
import {
  emptyTimeline,
  gapAfter,
  itemsOf,
  seenUpTo,
  type Timeline,
  type TimelineEvent,
  timeline,
  type UnsentItem,
} from './timeline';

const entry = (seq: number, change: Partial<Message> = {}): Message => ({
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
  ...change,
});
const entries = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => entry(from + index));
const sending = (messageUuid: string): UnsentItem => ({
  kind: 'sending',
  messageUuid,
  body: 'hello',
  replyToSeq: null,
  writtenAt: '2026-11-20T09:01:00.000Z',
});
const having = (...events: TimelineEvent[]) => events.reduce(timeline, emptyTimeline);
const opened = (from: number, to: number, reachedStart = from === 1): TimelineEvent => ({
  type: 'opened',
  page: entries(from, to),
  reachedStart,
});
const stored = (...messages: Message[]): TimelineEvent => ({ type: 'stored', messages });
const seqs = (state: Timeline) => state.sent.map((message) => message.seq);

describe('reading a log', () => {
  test('a page is contiguous and says where one stands', () => {
    const state = having(opened(51, 100));
    expect(seenUpTo(state)).toBe(100);
    expect(gapAfter(state)).toBeNull();
    expect(state.reachedStart).toBe(false);
  });

  test('older pages join in front, down to the beginning', () => {
    const state = having(
      opened(51, 60),
      { type: 'older', page: entries(41, 50), reachedStart: false },
      { type: 'older', page: entries(1, 40), reachedStart: true },
    );
    expect(seqs(state)).toEqual(entries(1, 60).map(({ seq }) => seq));
    expect(state.reachedStart).toBe(true);
  });

  test('an older page that does not join is an answer to an older question', () => {
    const state = having(opened(51, 60), {
      type: 'older',
      page: entries(1, 10),
      reachedStart: true,
    });
    expect(seqs(state)[0]).toBe(51);
    expect(state.reachedStart).toBe(false);
  });

  test('the same older page twice changes nothing', () => {
    const page: TimelineEvent = { type: 'older', page: entries(41, 50), reachedStart: false };
    expect(having(opened(51, 60), page, page)).toEqual(having(opened(51, 60), page));
  });

  test('seq 12 after 10 waits for 11', () => {
    const state = having(opened(1, 10), stored(entry(12)));
    expect(seenUpTo(state)).toBe(10);
    expect(gapAfter(state)).toBe(10);
    const filled = timeline(state, stored(entry(11)));
    expect(seqs(filled).slice(-3)).toEqual([10, 11, 12]);
    expect(gapAfter(filled)).toBeNull();
    expect(filled.early).toEqual([]);
  });

  test('what came before the log was opened takes its place', () => {
    const state = having(stored(entry(12)), opened(1, 10), stored(entry(11)));
    expect(seenUpTo(state)).toBe(12);
  });

  test('a head that is further on is a gap, an older one is none', () => {
    expect(gapAfter(having(opened(1, 10), { type: 'head', seq: 14 }))).toBe(10);
    expect(gapAfter(having(opened(1, 10), { type: 'head', seq: 4 }))).toBeNull();
  });

  test('an empty log goes on with entry 1', () => {
    const state = having({ type: 'opened', page: [], reachedStart: true }, stored(entry(1)));
    expect(seqs(state)).toEqual([1]);
  });

  test('an edit replaces, an older version does not', () => {
    const edited = entry(5, { message: 'better', rev: 1, edited_at: '2026-11-20T10:00:00Z' });
    const state = having(opened(1, 10), stored(edited), stored(entry(5)));
    expect(state.sent[4]?.message).toBe('better');
  });

  test('any order and any repetition ends the same', () => {
    const events = entries(11, 30).map((message) => stored(message));
    const inOrder = [opened(1, 10), ...events].reduce(timeline, emptyTimeline);
    const reversed = [opened(1, 10), ...events.toReversed(), ...events].reduce(
      timeline,
      emptyTimeline,
    );
    expect(reversed).toEqual(inOrder);
  });

  test('leaving keeps the newest and forgets that the beginning was reached', () => {
    const state = having(opened(1, 60), { type: 'left', keep: 20 });
    expect(seqs(state)).toHaveLength(20);
    expect(seenUpTo(state)).toBe(60);
    expect(state.reachedStart).toBe(false);
  });
});

describe('a piece from the middle', () => {
  const shown = (from: number, to: number): TimelineEvent => ({
    type: 'shown',
    page: entries(from, to),
    reachedStart: from === 1,
  });
  const newer = (from: number, to: number, reachedEnd = false): TimelineEvent => ({
    type: 'newer',
    page: entries(from, to),
    reachedEnd,
  });
  const away = having(opened(951, 1_000), shown(401, 450));

  test('it takes the place of what was known, and nothing after it is missing', () => {
    expect(seqs(away)).toEqual(entries(401, 450).map(({ seq }) => seq));
    expect(away.isAway).toBe(true);
    expect(gapAfter(away)).toBeNull();
  });

  test('a new message stands after the newest entry known, not after the piece', () => {
    expect(seenUpTo(away)).toBe(1_000);
  });

  test('it grows both ways and stays in one piece', () => {
    const above: TimelineEvent = {
      type: 'older',
      page: entries(351, 400),
      reachedStart: false,
    };
    const state = [newer(451, 550), above].reduce(timeline, away);
    expect(seqs(state)).toEqual(entries(351, 550).map(({ seq }) => seq));
    expect(state.isAway).toBe(true);
  });

  test('a newer page that does not join, or comes twice, changes nothing', () => {
    expect(timeline(away, newer(601, 700))).toBe(away);
    const once = timeline(away, newer(451, 550));
    expect(timeline(once, newer(451, 550))).toEqual(once);
  });

  test('what arrives meanwhile raises the head only, and is read on the way down', () => {
    const state = timeline(away, stored(entry(1_001)));
    expect(seqs(state).at(-1)).toBe(450);
    expect(state.early).toEqual([]);
    expect(state.head).toBe(1_001);
    const down = having(opened(51, 100), shown(1, 90), stored(entry(101)), newer(91, 100, true));
    expect(down.isAway).toBe(true);
    expect(timeline(down, newer(101, 101, true)).isAway).toBe(false);
  });

  test('at the end of the log it is a log like any other', () => {
    const state = having(opened(51, 100), shown(1, 50), newer(51, 100, true), stored(entry(101)));
    expect(state.isAway).toBe(false);
    expect(seqs(state)).toEqual(entries(1, 101).map(({ seq }) => seq));
  });

  test('an edit of a line in it is shown', () => {
    const state = timeline(away, stored(entry(420, { message: 'better', rev: 1 })));
    expect(state.sent.find(({ seq }) => seq === 420)?.message).toBe('better');
  });

  test('what is not sent yet stands at the end of the log, not of the piece', () => {
    const outbox: TimelineEvent = { type: 'outbox', unsent: [sending('mine')] };
    expect(itemsOf(timeline(away, outbox)).map(({ kind }) => kind)).not.toContain('sending');
    const back = having(opened(951, 1_000), shown(401, 450), outbox, opened(951, 1_000));
    expect(itemsOf(back).at(-1)?.kind).toBe('sending');
  });

  test('leaving forgets it, so that coming back begins at the end', () => {
    const state = timeline(away, { type: 'left', keep: 150 });
    expect(state).toMatchObject({ sent: [], isAway: false, reachedStart: false });
  });
});

describe('sending', () => {
  const outbox = (...unsent: UnsentItem[]): TimelineEvent => ({ type: 'outbox', unsent });
  const mine = (seq: number) => entry(seq, { uuid: 'mine', user_uuid: 'andrew' });
  const kinds = (state: Timeline) => itemsOf(state).map((item) => item.kind);

  test('an unsent message stands at the end and keeps its uuid when it is stored', () => {
    const waiting = having(opened(1, 2), outbox(sending('mine')));
    expect(kinds(waiting)).toEqual(['sent', 'sent', 'sending']);
    const state = timeline(timeline(waiting, stored(mine(3))), outbox());
    expect(itemsOf(state).at(-1)).toMatchObject({ kind: 'sent', messageUuid: 'mine' });
    expect(itemsOf(state)).toHaveLength(3);
  });

  test('it is never shown twice, whoever brings the news first', () => {
    const state = having(opened(1, 2), stored(mine(3)), outbox(sending('mine')));
    expect(itemsOf(state).filter((item) => item.messageUuid === 'mine')).toHaveLength(1);
  });

  test('stored beyond a gap it does not blink: it stays until the gap is filled', () => {
    const state = having(opened(1, 2), outbox(sending('mine')), stored(mine(4)), outbox());
    expect(kinds(state)).toEqual(['sent', 'sent', 'sending']);
    expect(kinds(timeline(state, stored(entry(3))))).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  test('a message thrown away is gone', () => {
    expect(kinds(having(opened(1, 2), outbox(sending('mine')), outbox()))).toEqual([
      'sent',
      'sent',
    ]);
  });

  test('an unsent message does not move where one stands', () => {
    expect(seenUpTo(having(opened(1, 2), outbox(sending('mine'))))).toBe(2);
  });
});

test('an entry read again shows what its author is called now, and nothing older', () => {
  const state = having(opened(1, 3), {
    type: 'stored',
    messages: [entry(2, { message: 'better', rev: 1 })],
  });
  const renamed = { display_name: 'Bayko of the Quay', handle: 'quay' };
  const again = timeline(state, {
    type: 'stored',
    messages: [entry(1, renamed), entry(2, renamed)],
  });
  expect(again.sent.map((message) => [message.display_name, message.message])).toEqual([
    ['Bayko of the Quay', 'line 1'],
    ['Bayko', 'better'],
    ['Bayko', 'line 3'],
  ]);
});

describe('reactions', () => {
  const given = (rev: number, ...emoji: string[]) => ({
    rev,
    given: emoji.map((each) => ({ emoji: each, people: [] })),
  });
  const opened = timeline(emptyTimeline, {
    type: 'opened',
    page: [entry(1), entry(2, { reactions: given(4, '👍') })],
    reachedStart: true,
  });
  const secondAfter = (...messages: Message[]) =>
    messages.reduce(
      (state, message) => timeline(state, { type: 'stored', messages: [message] }),
      opened,
    ).sent[1];

  test('the newer ones are taken, in whatever order they come', () => {
    const five = entry(2, { reactions: given(5, '👍', '❤') });
    const six = entry(2, { reactions: given(6) });
    expect(secondAfter(five, six)?.reactions).toEqual(given(6));
    expect(secondAfter(six, five, entry(2))?.reactions).toEqual(given(6));
  });

  test('an edit and a reaction that cross each other are both there', () => {
    const edit = entry(2, { rev: 1, message: 'other', reactions: given(4, '👍') });
    const reaction = entry(2, { reactions: given(5, '❤') });
    for (const order of [
      [edit, reaction],
      [reaction, edit],
    ])
      expect(secondAfter(...order)).toMatchObject({ message: 'other', reactions: given(5, '❤') });
  });
});
