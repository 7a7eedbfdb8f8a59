import rows from 'virtual:emoji';
import { describe, expect, test } from 'vitest';
import { type Emoji, findEmoji, moved, withRecent } from './find';

const all: Emoji[] = rows.map(([emoji, label, tags, group]) => ({ emoji, label, tags, group }));

describe('finding an emoji', () => {
  test('names that begin with the word come first', () => {
    const found = findEmoji(all, 'heart').map((each) => each.label);
    expect(found.length).toBeGreaterThan(5);
    expect(found[0]).toMatch(/^heart/);
  });

  test('every word has to be there', () => {
    expect(findEmoji(all, 'thumbs up').map((each) => each.emoji)).toContain('👍️');
    expect(findEmoji(all, 'thumbs nosuchword')).toEqual([]);
  });

  test('there are well over a thousand, each once, and no bare parts of others', () => {
    expect(all.length).toBeGreaterThan(1_500);
    expect(new Set(all.map((each) => each.emoji)).size).toBe(all.length);
    expect(all.some((each) => each.emoji === '🏽')).toBe(false);
  });
});

test('what was used last comes first, once, and the oldest is forgotten', () => {
  expect(withRecent(['a', 'b', 'c'], 'c', 3)).toEqual(['c', 'a', 'b']);
  expect(withRecent(['a', 'b', 'c'], 'd', 3)).toEqual(['d', 'a', 'b']);
});

test('arrows move in the grid and stop at its ends; up from the first line leaves it', () => {
  expect(moved(0, 20, 8, 'ArrowRight')).toBe(1);
  expect(moved(0, 20, 8, 'ArrowLeft')).toBe(0);
  expect(moved(3, 20, 8, 'ArrowDown')).toBe(11);
  expect(moved(15, 20, 8, 'ArrowDown')).toBe(19);
  expect(moved(3, 20, 8, 'ArrowUp')).toBe(-1);
  expect(moved(11, 20, 8, 'ArrowUp')).toBe(3);
  expect(moved(5, 20, 8, 'End')).toBe(19);
  expect(moved(5, 20, 8, 'a')).toBeNull();
});
