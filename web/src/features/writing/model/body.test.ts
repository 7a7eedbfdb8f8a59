import { expect, test } from 'vitest';
import { countChars, isBlank } from '~/lib/chars';
import { judge } from './body';

const verdict = (text: string) => judge(countChars(text), isBlank(text));

test('characters are code points, as the server counts them', () => {
  expect(countChars('héllo')).toBe(5);
  expect(countChars('👍')).toBe(1);
  expect(countChars('👩‍🚀')).toBe(3); // woman, joiner, rocket
  expect(countChars('e\u0301')).toBe(2);
});

test('1,024 characters fit, one more does not', () => {
  expect(verdict('👍'.repeat(1024))).toEqual({ kind: 'fits', left: 0 });
  expect(verdict('x'.repeat(1025))).toEqual({ kind: 'too-long', left: -1, over: 1 });
});

test.each(['', ' ', '\n\t ', '\u200b\u2060', '\u3164', '\u0301'])('%j shows nothing', (text) => {
  expect(verdict(text).kind).toBe('blank');
});

test('white space around words is kept and allowed', () => {
  expect(verdict('  x ').kind).toBe('fits');
});
