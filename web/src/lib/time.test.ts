import { expect, test } from 'vitest';
import { texts } from '~/lib/texts';
import { clockTime, dayOf, dayTitle, type Reader, rowTime } from './time';

const at = (now: string, timeZone = 'Europe/Lisbon'): Reader => ({
  words: texts.time,
  timeZone,
  now: Date.parse(now),
});
const friday = at('2026-11-20T09:40:00Z');

test.each([
  ['2026-11-20T09:39:30Z', 'now'],
  ['2026-11-20T09:40:20Z', 'now'], // another clock is a little ahead
  ['2026-11-20T09:36:00Z', '4 min'],
  ['2026-11-20T08:41:00Z', '59 min'],
  ['2026-11-20T08:12:00Z', '08:12'],
  ['2026-11-20T00:01:00Z', '00:01'],
  ['2026-11-19T23:59:00Z', 'Yesterday'],
  ['2026-11-18T12:00:00Z', 'Wed'],
  ['2026-11-14T12:00:00Z', 'Sat'],
  ['2026-11-13T12:00:00Z', '13 Nov'], // a week ago: "Fri" would be today
  ['2026-01-02T12:00:00Z', '2 Jan'],
  ['2025-11-12T12:00:00Z', '12 Nov 2025'],
  ['2025-12-31T12:00:00Z', '31 Dec 2025'],
  ['2027-02-01T12:00:00Z', '1 Feb 2027'],
])('%s is %j in a row', (instant, text) => {
  expect(rowTime(instant, friday)).toBe(text);
});

test('within the hour minutes count, even over midnight', () => {
  expect(rowTime('2026-11-19T23:50:00Z', at('2026-11-20T00:10:00Z'))).toBe('20 min');
});

test('days are those of the reader', () => {
  expect(dayOf('2026-11-20T02:00:00Z', 'America/New_York')).toBe('2026-11-19');
  expect(dayOf('2026-11-20T23:00:00Z', 'Asia/Tokyo')).toBe('2026-11-21');
});

test('yesterday stays yesterday when the clocks change', () => {
  const monday = at('2026-03-30T00:30:00+01:00');
  expect(rowTime('2026-03-28T23:30:00Z', monday)).toBe('Sat');
  expect(rowTime('2026-03-29T12:00:00+01:00', monday)).toBe('Yesterday');
});

test('the head of a day', () => {
  expect(dayTitle('2026-11-20T08:00:00Z', friday)).toBe('Today');
  expect(dayTitle('2026-11-19T08:00:00Z', friday)).toBe('Yesterday');
  expect(dayTitle('2026-11-18T08:00:00Z', friday)).toBe('Wednesday 18 November');
  expect(dayTitle('2025-11-18T08:00:00Z', friday)).toMatch(/^Tuesday,? 18 November 2025$/);
});

test('the clock is the reader’s', () => {
  expect(clockTime('2026-11-20T09:34:00Z', friday)).toBe('09:34');
  expect(clockTime('2026-11-20T09:34:00Z', at('2026-11-20T09:40:00Z', 'Asia/Tokyo'))).toBe('18:34');
});
