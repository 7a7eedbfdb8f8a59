import { expect, test } from 'vitest';
import type { Message } from '~/lib/wire';
import { comes, createMemory, isNews, mayBeOffered } from './telling';

const message = (change: Partial<Message> = {}): Message => ({
  uuid: 'm',
  seq: 1,
  kind: 'text',
  user_uuid: 'bayko',
  display_name: 'Bayko',
  handle: 'bayko',
  message: 'The ferry goes at nine.',
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

test('only what others say, and say for the first time, is news', () => {
  expect(isNews(message(), 'me')).toBe(true);
  expect(isNews(message({ user_uuid: 'me' }), 'me')).toBe(false);
  expect(isNews(message({ rev: 1 }), 'me')).toBe(false);
  expect(isNews(message({ message: null }), 'me')).toBe(false);
  expect(isNews(message({ kind: 'joined' }), 'me')).toBe(false);
});

test('they come when the browser and the person both say so', () => {
  expect(comes({ permission: 'granted', isOn: true })).toBe(true);
  expect(comes({ permission: 'granted', isOn: false })).toBe(false);
  expect(comes({ permission: 'denied', isOn: true })).toBe(false);
});

test('they are offered once, and only where asking can help', () => {
  const undecided = { permission: 'default', isOn: false } as const;
  expect(mayBeOffered(undecided, false)).toBe(true);
  expect(mayBeOffered(undecided, true)).toBe(false);
  expect(mayBeOffered({ ...undecided, permission: 'denied' }, false)).toBe(false);
  expect(mayBeOffered({ ...undecided, permission: 'unsupported' }, false)).toBe(false);
});

test('what comes twice is told once, as far back as is remembered', () => {
  const isNew = createMemory(2);
  expect(['a', 'a', 'b', 'c', 'b', 'a'].map(isNew)).toEqual([true, false, true, true, false, true]);
});
