import { describe, expect, test } from 'vitest';
import type { GroupRow } from '~/lib/wire';
import { previewOf } from './preview';
import { afterSending, rowsOf, withChanged, withFresh, withoutRow, withReadSeq } from './rows';

const row = (uuid: string, minute: number, change: Partial<GroupRow> = {}): GroupRow => ({
  uuid,
  kind: 'direct',
  display_name: uuid,
  handle: uuid,
  user_uuid: `user-${uuid}`,
  member_count: 2,
  message: 'words',
  last_kind: 'text',
  last_user_uuid: `user-${uuid}`,
  created_at: `2026-11-20T09:${String(minute).padStart(2, '0')}:00.000000Z`,
  last_seq: minute,
  read_seq: 0,
  unread_count: minute,
  ...change,
});
const uuids = (rows: readonly GroupRow[]) => rows.map(({ uuid }) => uuid);

describe('the list', () => {
  test('is newest first, each conversation once, however the pages overlap', () => {
    const pages = [
      { rows: [row('a', 9), row('b', 8)], next: 'x' },
      { rows: [row('b', 8), row('c', 7)], next: null },
    ];
    expect(uuids(rowsOf(pages))).toEqual(['a', 'b', 'c']);
  });

  test('a fresh row moves its conversation to the top', () => {
    const pages = [{ rows: [row('a', 9), row('b', 8)], next: null }];
    const merged = withFresh(pages, [row('b', 10), row('a', 9)]);
    expect(uuids(rowsOf(merged.pages))).toEqual(['b', 'a']);
    expect(merged.joins).toBe(true);
  });

  test('a read mark never goes back, whoever asked first', () => {
    const pages = [{ rows: [row('a', 9, { read_seq: 9, unread_count: 0 })], next: null }];
    const stale = row('a', 9, { read_seq: 3, unread_count: 6 });
    expect(rowsOf(withFresh(pages, [stale]).pages)[0]).toMatchObject({
      read_seq: 9,
      unread_count: 0,
    });
  });

  test('a late answer does not move a conversation back', () => {
    const pages = [{ rows: [row('a', 12)], next: null }];
    expect(rowsOf(withFresh(pages, [row('a', 9)]).pages)[0]?.last_seq).toBe(12);
  });

  test('fresh rows that reach nothing known leave a hole', () => {
    const pages = [
      { rows: [row('a', 9), row('b', 8)], next: 'x' },
      { rows: [row('c', 7)], next: 'y' },
    ];
    expect(withFresh(pages, [row('d', 20), row('e', 19)]).joins).toBe(false);
    expect(withFresh(pages, [row('d', 20), row('a', 9)]).joins).toBe(true);
  });
});

describe('a row that changes by itself', () => {
  const pages = [{ rows: [row('a', 9), row('b', 8)], next: 'x' }];

  test('moves, or comes in on top', () => {
    expect(uuids(rowsOf(withChanged(pages, [row('b', 10)])))).toEqual(['b', 'a']);
    expect(uuids(rowsOf(withChanged(pages, [row('c', 11)])))).toEqual(['c', 'a', 'b']);
  });

  test('waits for its page when it is older than all that is loaded', () => {
    expect(uuids(rowsOf(withChanged(pages, [row('z', 1)])))).toEqual(['a', 'b']);
    const whole = [{ rows: [row('a', 9)], next: null }];
    expect(uuids(rowsOf(withChanged(whole, [row('z', 1)])))).toEqual(['a', 'z']);
  });

  test('goes when one is no member any more', () => {
    expect(uuids(rowsOf(withoutRow(pages, 'a')))).toEqual(['b']);
  });
});

describe('a row', () => {
  test('counts unread by subtraction', () => {
    expect(withReadSeq(row('a', 9), 7)).toMatchObject({ read_seq: 7, unread_count: 2 });
    expect(withReadSeq(row('a', 9, { read_seq: 8 }), 7).read_seq).toBe(8);
  });

  test('shows what I sent at once, unless something newer is there', () => {
    const sent = { seq: 10, message: 'mine', created_at: '2026-11-20T10:00:00Z', user_uuid: 'me' };
    expect(afterSending(row('a', 9), sent)).toMatchObject({ message: 'mine', unread_count: 0 });
    expect(afterSending(row('a', 30), sent)).toMatchObject({ message: 'words', read_seq: 10 });
  });

  test('says what failed before what is on its way, that before the last message', () => {
    const at = row('a', 9);
    expect(previewOf(at, 'me', { kind: 'draft', text: 'but' }).kind).toBe('unfinished');
    expect(previewOf(at, 'me', null)).toEqual({ kind: 'text', isMine: false, text: 'words' });
    expect(previewOf({ ...at, message: null }, 'me', null)).toEqual({
      kind: 'deleted',
      by: 'them',
    });
    expect(previewOf({ ...at, last_kind: 'joined' }, 'me', null)).toEqual({ kind: 'members' });
  });
});
