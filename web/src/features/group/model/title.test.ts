import { expect, test } from 'vitest';
import { folded, titleFrom } from './title';

const say = (names: readonly string[], others: number) =>
  names.join(', ') + (others > 0 ? ` and ${others} others` : '');

test('short names are all named', () => {
  expect(titleFrom(['Ada', 'Bayko', 'Londo'], say)).toBe('Ada, Bayko, Londo');
});

test('with many names the last ones are counted, so that the title fits to the character', () => {
  const names = Array.from({ length: 12 }, (_, index) => `Person ${index}`);
  const title = titleFrom(names, say);
  expect(title).toBe('Person 0, Person 1, Person 2, Person 3 and 8 others');
  expect(titleFrom(['a'.repeat(29), 'b'.repeat(29)], say)).toHaveLength(60);
  expect(titleFrom(['a'.repeat(30), 'b'.repeat(29)], say)).toBe(`${'a'.repeat(30)} and 1 others`);
});

test('a name that is too long by itself is cut between characters', () => {
  expect([...titleFrom(['🦀'.repeat(70), 'Ada'], say)]).toHaveLength(60);
});

test('white space is folded as the server does it', () => {
  expect(folded('  The \n  quay\t ')).toBe('The quay');
});
