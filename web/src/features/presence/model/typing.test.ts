import { expect, test } from 'vitest';
import { TYPING_FADES_MS, type Typing, typingEnded, typingFaded, typingHeard } from './typing';

const nobody: Typing = new Map();
const who = (typing: Typing, group = 'g') => (typing.get(group) ?? []).map((it) => it.userUuid);

test('somebody who writes is named once, however often it is said', () => {
  const typing = typingHeard(typingHeard(nobody, 'g', 'ada', 0), 'g', 'ada', 3_000);
  expect(who(typing)).toEqual(['ada']);
});

test('it fades by itself, and saying it again keeps it', () => {
  const typing = typingHeard(typingHeard(nobody, 'g', 'ada', 0), 'g', 'bo', 3_000);
  expect(who(typingFaded(typing, TYPING_FADES_MS))).toEqual(['bo']);
  const again = typingHeard(typing, 'g', 'ada', 4_000);
  expect(who(typingFaded(again, TYPING_FADES_MS)).sort()).toEqual(['ada', 'bo']);
});

test('the message that was being written ends it', () => {
  const typing = typingHeard(typingHeard(nobody, 'g', 'ada', 0), 'h', 'ada', 0);
  const ended = typingEnded(typing, 'g', 'ada');
  expect([who(ended, 'g'), who(ended, 'h')]).toEqual([[], ['ada']]);
});

test('what changes nothing is the same value, so nothing is drawn again', () => {
  const typing = typingHeard(nobody, 'g', 'ada', 0);
  expect(typingFaded(typing, 1)).toBe(typing);
  expect(typingEnded(typing, 'g', 'bo')).toBe(typing);
});
