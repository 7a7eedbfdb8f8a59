import { expect, test } from 'vitest';
import type { Member, Message } from '~/lib/wire';
import { lastOfMine, receiptOf, withKnownMarks, withRead, withWritten } from './receipt';
import { emptyTimeline } from './timeline';

const member = (uuid: string, read_seq: number | null): Member => ({
  uuid,
  handle: uuid,
  display_name: uuid,
  role: 'member',
  read_seq,
});
const entry = (seq: number, user_uuid: string, change: Partial<Message> = {}): Message => ({
  uuid: `m${seq}`,
  seq,
  kind: 'text',
  user_uuid,
  display_name: user_uuid,
  handle: user_uuid,
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
const names = (members: readonly Member[]) => members.map(({ uuid }) => uuid);

test('a message is sent until somebody has read it, and then says who', () => {
  const members = [member('me', 9), member('ada', 4), member('bo', 3), member('mei', null)];
  expect(receiptOf({ seq: 5 }, members, 'me', 0)).toEqual({ kind: 'sent' });
  const some = receiptOf({ seq: 4 }, members, 'me', 0);
  expect(some).toMatchObject({ kind: 'seen', by: [{ uuid: 'ada' }], isEverybody: false });
  expect(receiptOf({ seq: 3 }, members.slice(0, 3), 'me', 0)).toMatchObject({
    kind: 'seen',
    isEverybody: true,
  });
});

test('of those who keep it to themselves nothing is said, however much they have read', () => {
  expect(receiptOf({ seq: 1 }, [member('me', 9), member('mei', null)], 'me', 0)).toEqual({
    kind: 'sent',
  });
});

test('it is delivered once the other was here since, and reading says more', () => {
  const members = [member('me', 5), member('ada', 4)];
  expect(receiptOf({ seq: 5 }, members, 'me', 4)).toEqual({ kind: 'sent' });
  expect(receiptOf({ seq: 5 }, members, 'me', 5)).toEqual({ kind: 'delivered' });
  expect(receiptOf({ seq: 4 }, members, 'me', 5)).toMatchObject({ kind: 'seen' });
  expect(receiptOf({ seq: 4 }, [], 'me', 5)).toBeNull();
});

test('it stands under the last message that I wrote, also when others have answered', () => {
  const sent = [entry(1, 'me'), entry(2, 'me'), entry(3, 'ada')];
  expect(lastOfMine({ ...emptyTimeline, sent }, 'me')?.seq).toBe(2);
  expect(lastOfMine({ ...emptyTimeline, sent: [entry(1, 'ada')] }, 'me')).toBeNull();
});

test('it is gone while another one is on its way, and under what was taken back', () => {
  const sent = [entry(1, 'me')];
  const unsent = [
    { kind: 'sending', messageUuid: 'u', body: 'x', writtenAt: '2026-11-20T09:00:00Z' } as const,
  ];
  expect(lastOfMine({ ...emptyTimeline, sent, unsent: unsent as never }, 'me')).toBeNull();
  const emptied = [entry(1, 'me', { deleted_at: '2026-11-20T09:01:00Z' })];
  expect(lastOfMine({ ...emptyTimeline, sent: emptied }, 'me')).toBeNull();
});

test('marks only rise, whatever comes late', () => {
  const members = [member('ada', 4), member('bo', 3)];
  expect(withRead(members, 'ada', 3)).toBe(members);
  expect(withRead(members, 'nobody', 9)).toBe(members);
  expect(withRead(members, 'ada', 6)[0]?.read_seq).toBe(6);
  expect(withKnownMarks([member('ada', 4)], [member('ada', 6)])[0]?.read_seq).toBe(6);
  expect(withKnownMarks([member('ada', null)], [member('ada', 6)])[0]?.read_seq).toBeNull();
});

test('who writes has read what stood before, unless that is kept private', () => {
  const wrote = withWritten(
    [member('ada', 1), member('mei', null)],
    [entry(7, 'ada'), entry(8, 'mei')],
  );
  expect(wrote.map(({ read_seq }) => read_seq)).toEqual([7, null]);
  expect(names(wrote)).toEqual(['ada', 'mei']);
});
