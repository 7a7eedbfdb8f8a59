import { expect, test } from 'vitest';
import type { Message } from '~/lib/wire';
import { missingQuotes, quoteOf } from './quote';

const line = (seq: number, more: Partial<Message> = {}): Message => ({
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
  ...more,
});

test('a quote is what the message says now', () => {
  expect(quoteOf(3, line(3, { message: 'edited' }))).toEqual({
    seq: 3,
    name: 'Bayko',
    text: 'edited',
  });
});

test('a quote of what was taken back has no text', () => {
  const gone = line(3, { message: null, deleted_at: '2026-11-20T09:01:00.000000Z' });
  expect(quoteOf(3, gone)).toEqual({ seq: 3, name: 'Bayko', text: null });
});

test('a quote of what is not loaded has its place and nothing else', () => {
  expect(quoteOf(3, undefined)).toEqual({ seq: 3, name: null, text: '' });
});

test('only what lies in front of the loaded lines, and is not known, is fetched, once', () => {
  const sent = [
    line(10, { reply_to_seq: 2 }),
    line(11, { reply_to_seq: 10 }),
    line(12, { reply_to_seq: 2 }),
    line(13, { reply_to_seq: 5 }),
  ];
  expect(missingQuotes(sent, new Map([[5, line(5)]]))).toEqual([2]);
});
