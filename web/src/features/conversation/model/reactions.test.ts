import { expect, test } from 'vitest';
import type { Message } from '~/lib/wire';
import { hasReacted } from './reactions';

test('a reaction is mine when I am among those who gave it, with or without variation selectors', () => {
  const message = {
    reactions: { rev: 1, given: [{ emoji: '❤', people: [{ user_uuid: 'me' }] }] },
  } as Message;
  expect(hasReacted(message, '❤\ufe0f', 'me')).toBe(true);
  expect(hasReacted(message, '❤', 'other')).toBe(false);
  expect(hasReacted(message, '👍', 'me')).toBe(false);
  expect(hasReacted({ ...message, reactions: null }, '❤', 'me')).toBe(false);
});
