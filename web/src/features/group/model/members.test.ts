import { expect, test } from 'vitest';
import type { Member } from '~/lib/wire';
import { actionsWith, inOrder, isOnlyOwner } from './members';

const member = (uuid: string, role: Member['role']): Member => ({
  uuid,
  handle: uuid,
  display_name: uuid,
  role,
  read_seq: null,
});
const [ada, bayko, londo] = [member('a', 'owner'), member('b', 'member'), member('l', 'member')];

test('members change nobody, not even themselves', () => {
  for (const each of [ada, bayko, londo])
    expect(actionsWith(each, [ada, bayko, londo], 'b')).toEqual([]);
});

test('an owner makes others owners or takes them out', () => {
  expect(actionsWith(bayko, [ada, bayko, londo], 'a')).toEqual(['make-owner', 'remove']);
});

test('an owner steps down only while there is another', () => {
  const second = member('b', 'owner');
  expect(actionsWith(ada, [ada, bayko], 'a')).toEqual([]);
  expect(actionsWith(ada, [ada, second], 'a')).toEqual(['make-member']);
  expect(actionsWith(second, [ada, second], 'a')).toEqual(['make-member', 'remove']);
});

test('the only owner is told from one of several, and from a member', () => {
  expect(isOnlyOwner([ada, bayko], 'a')).toBe(true);
  expect(isOnlyOwner([ada, member('b', 'owner')], 'a')).toBe(false);
  expect(isOnlyOwner([ada, bayko], 'b')).toBe(false);
});

test('owners stand first, the others as they came', () => {
  expect(inOrder([londo, bayko, ada])).toEqual([ada, londo, bayko]);
});
