import { describe, expect, test } from 'vitest';
import { dayOf } from '~/lib/time';
import type { Message } from '~/lib/wire';
import { newLineAt, type RowRules, rowsOf } from './rows';
import { emptyTimeline, itemsOf, timeline } from './timeline';

const line = (seq: number, user: string, at: string, change: Partial<Message> = {}): Message => ({
  uuid: `m${seq}`,
  seq,
  kind: 'text',
  user_uuid: user,
  display_name: user,
  handle: user,
  message: 'words',
  created_at: at,
  edited_at: null,
  deleted_at: null,
  rev: 0,
  reply_to_seq: null,
  subjects: [],
  title: null,
  reactions: null,
  ...change,
});

const rules: RowRules = {
  userUuid: 'me',
  dayOf: (instant) => dayOf(instant, 'Europe/Lisbon'),
  newLine: null,
};
const draw = (page: Message[], change: Partial<RowRules> = {}, reachedStart = true) => {
  const state = timeline(emptyTimeline, { type: 'opened', page, reachedStart });
  return rowsOf(state, itemsOf(state), { ...rules, ...change });
};
const places = (page: Message[]) => draw(page).map((row) => row.place);

describe('runs', () => {
  test('consecutive lines of one person join', () => {
    const page = [1, 2, 3].map((seq) => line(seq, 'bayko', `2026-11-20T09:0${seq}:00Z`));
    expect(places(page)).toEqual(['first', 'middle', 'last']);
  });

  test('another person, a quiet line and a long pause begin a new run', () => {
    const page = [
      line(1, 'bayko', '2026-11-20T09:00:00Z'),
      line(2, 'me', '2026-11-20T09:00:10Z'),
      line(3, 'me', '2026-11-20T09:00:20Z', { kind: 'renamed' }),
      line(4, 'me', '2026-11-20T09:00:30Z'),
      line(5, 'me', '2026-11-20T09:05:30Z'),
    ];
    expect(places(page)).toEqual(['only', 'only', 'only', 'only', 'only']);
  });

  test('a tombstone stays in its run', () => {
    const page = [
      line(1, 'bayko', '2026-11-20T09:00:00Z'),
      line(2, 'bayko', '2026-11-20T09:00:10Z', { message: null }),
    ];
    expect(places(page)).toEqual(['first', 'last']);
  });

  test('my time is shown once a minute', () => {
    const at = ['09:20:05', '09:20:40', '09:21:02'];
    const page = at.map((time, index) => line(index + 1, 'me', `2026-11-20T${time}Z`));
    expect(draw(page).map((row) => row.showsTime)).toEqual([true, false, true]);
  });
});

describe('days', () => {
  test('a day begins where the reader is, not in Greenwich', () => {
    const page = [
      line(1, 'bayko', '2026-07-01T22:59:00Z'), // 23:59 in Lisbon
      line(2, 'bayko', '2026-07-01T23:01:00Z'), // 00:01
    ];
    expect(draw(page).map((row) => row.day !== null)).toEqual([true, true]);
    expect(
      draw(page, { dayOf: (instant) => dayOf(instant, 'UTC') }).map((row) => row.day !== null),
    ).toEqual([true, false]);
  });

  test('a new day ends the run', () => {
    const page = [
      line(1, 'bayko', '2026-11-19T23:59:00Z'),
      line(2, 'bayko', '2026-11-20T00:01:00Z'),
    ];
    expect(places(page)).toEqual(['only', 'only']);
  });
});

describe('a page that arrives above', () => {
  const page = Array.from({ length: 12 }, (_, index) =>
    line(
      index + 1,
      index % 3 === 0 ? 'me' : 'bayko',
      `2026-11-${String(10 + index / 4).slice(0, 2)}T09:00:0${index % 10}Z`,
    ),
  );

  test('changes no line that is drawn already', () => {
    for (let cut = 1; cut < page.length; cut++) {
      const before = draw(page.slice(cut), {}, false);
      const after = draw(page);
      expect(after.slice(after.length - before.length)).toEqual(before);
    }
  });

  test('the oldest known line is drawn once the beginning is reached', () => {
    expect(draw(page.slice(6), {}, false)[0]?.key).toBe('m8');
    expect(draw(page)[0]).toMatchObject({ key: 'm1', beginsLog: true });
  });
});

describe('new messages', () => {
  const page = [
    line(4, 'bayko', '2026-11-20T09:00:00Z'),
    line(5, 'me', '2026-11-20T09:00:01Z'),
    line(6, 'bayko', '2026-11-20T09:00:02Z'),
    line(7, 'bayko', '2026-11-20T09:00:03Z'),
  ];

  test('the line stands before the first unread one, and counts', () => {
    const newLine = newLineAt({ readSeq: 5, lastSeq: 7 }, page, 'me');
    expect(newLine).toEqual({ beforeSeq: 6, count: 2 });
    expect(draw(page, { newLine }).map((row) => row.newCount)).toEqual([0, 0, 2, 0]);
  });

  test('my own messages are not news', () => {
    expect(newLineAt({ readSeq: 4, lastSeq: 5 }, page.slice(0, 2), 'me')).toBeNull();
    expect(newLineAt({ readSeq: 4, lastSeq: 7 }, page, 'me')).toEqual({ beforeSeq: 6, count: 2 });
  });

  test('unread entries above the page are met on the way up', () => {
    expect(newLineAt({ readSeq: 1, lastSeq: 7 }, page, 'me')).toEqual({ beforeSeq: 2, count: 6 });
  });
});
