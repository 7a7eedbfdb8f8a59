import { expect, test } from 'vitest';
import { uuidv7 } from './uuidv7';

const ones = (bytes: Uint8Array) => bytes.fill(0xff);

test('has the version, the variant and the time of RFC 9562', () => {
  // The example of appendix A.6: 2022-02-22T19:22:22.000Z
  expect(uuidv7(0x017f22e279b0, ones)).toBe('017f22e2-79b0-7fff-bfff-ffffffffffff');
});

test('sorts by time', () => {
  const made = [1, 2, 255, 256, 65_536, 2 ** 40].map((now_ms) => uuidv7(now_ms, ones));
  expect(made.toSorted()).toEqual(made);
});

test('two of one millisecond differ', () => {
  expect(uuidv7(1)).not.toBe(uuidv7(1));
});
