import { expect, test } from 'vitest';
import { personalStorage } from './storage';

/** A device's storage that can be full. */
function device(isFull = false): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      items.set(key, value);
    },
    removeItem: (key) => items.delete(key),
    clear: () => items.clear(),
  };
}

test('two people at one browser never meet each other’s words', () => {
  const backing = device();
  personalStorage('a', backing).set('draft:g', 'mine');
  expect(personalStorage('b', backing).get('draft:g')).toBeNull();
  expect(personalStorage('a', backing).get('draft:g')).toBe('mine');
});

test('signing out clears one person’s words only', () => {
  const backing = device();
  const [one, other] = [personalStorage('a', backing), personalStorage('b', backing)];
  one.set('draft:g', 'x');
  other.set('draft:g', 'y');
  one.clear();
  expect([one.keys(''), other.keys('')]).toEqual([[], ['draft:g']]);
});

test('a full device keeps things until the page is left', () => {
  const storage = personalStorage('a', device(true));
  storage.set('outbox:1', { body: 'x' });
  expect(storage.get('outbox:1')).toEqual({ body: 'x' });
  expect(storage.keys('outbox:')).toEqual(['outbox:1']);
  storage.remove('outbox:1');
  expect(storage.keys('outbox:')).toEqual([]);
});
