import { expect, test } from 'vitest';
import { heard } from './frames';

const events = (frame: object) => {
  const said = heard(JSON.stringify(frame));
  return said.kind === 'events' ? said.events : said;
};

test('a message comes as the list of messages has it, new or revised', () => {
  const message = { uuid: 'm', seq: 3, kind: 'text', message: 'hello', rev: 0 };
  for (const type of ['message', 'edited'])
    expect(events({ type, message_group_uuid: 'g', ...message })).toEqual([
      { type: 'messages', messageGroupUuid: 'g', messages: [message] },
    ]);
});

test('a reaction is no new message', () => {
  const message = { uuid: 'm', seq: 3, rev: 0, reactions: { rev: 1, given: [] } };
  expect(events({ type: 'reacted', message_group_uuid: 'g', ...message })).toEqual([
    { type: 'reacted', messageGroupUuid: 'g', message },
  ]);
});

test('a row of the inbox makes the counter worth asking for', () => {
  const row = { uuid: 'g', last_seq: 3 };
  expect(events({ type: 'inbox', message_group_uuid: 'g', message_group: row })).toEqual([
    { type: 'inbox', rows: [row], isHead: false },
    { type: 'counter', counter: null },
  ]);
});

test('marks, removals, typing and presence name whom they are about', () => {
  const about = { message_group_uuid: 'g', user_uuid: 'u' };
  expect(events({ type: 'read', ...about, read_seq: 9 })).toEqual([
    { type: 'read', messageGroupUuid: 'g', userUuid: 'u', readSeq: 9 },
  ]);
  expect(events({ type: 'removed', ...about })).toEqual([
    { type: 'removed', messageGroupUuid: 'g' },
  ]);
  expect(events({ type: 'typing', ...about })).toEqual([
    { type: 'typing', messageGroupUuid: 'g', userUuid: 'u' },
  ]);
  expect(events({ type: 'person', user_uuid: 'u', handle: 'a', display_name: 'A' })).toEqual([
    { type: 'person', userUuid: 'u' },
  ]);
  expect(events({ type: 'presence', user_uuid: 'u', is_present: true })).toEqual([
    { type: 'presence', userUuid: 'u', isPresent: true },
  ]);
});

test('the first frame says how often to expect something', () => {
  expect(heard('{"type":"hello","user_uuid":"u","heartbeat_s":25}')).toEqual({
    kind: 'hello',
    heartbeat_s: 25,
  });
  expect(heard('{"type":"heartbeat"}')).toEqual({ kind: 'heartbeat' });
});

test('a kind from a newer server says nothing to an older page', () => {
  expect(events({ type: 'reaction', message_group_uuid: 'g' })).toEqual([]);
});
