import { expect, test } from 'vitest';
import type { Message } from '~/lib/wire';
import { actionsFor, lastEditable } from './actions';

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
const gone = { message: null, deleted_at: '2026-11-20T09:01:00.000000Z' };

test('only my own words can be changed or taken back', () => {
  expect(actionsFor(line(1), 'bayko')).toEqual(['react', 'reply', 'copy', 'edit', 'delete']);
  expect(actionsFor(line(1), 'andrew')).toEqual(['react', 'reply', 'copy']);
});

test('who reacted and what it said before are offered where there is something to read', () => {
  const reactions = { rev: 2, given: [{ emoji: '👍', people: [] }] };
  const edited_at = '2026-11-20T09:01:00.000000Z';
  expect(actionsFor(line(1, { reactions, edited_at }), 'andrew')).toEqual([
    'react',
    'reply',
    'copy',
    'who',
    'versions',
  ]);
  expect(actionsFor(line(1, { reactions: { rev: 3, given: [] } }), 'andrew')).not.toContain('who');
});

test('nothing can be done with a tombstone or a quiet line', () => {
  expect(actionsFor(line(1, gone), 'bayko')).toEqual([]);
  expect(actionsFor(line(1, { kind: 'joined', message: null }), 'bayko')).toEqual([]);
});

test('the arrow key means my newest message that is still there', () => {
  const sent = [line(1), line(2), line(3, gone), line(4, { user_uuid: 'andrew' })];
  expect(lastEditable(sent, 'bayko')?.seq).toBe(2);
  expect(lastEditable(sent, 'nobody')).toBeUndefined();
});
