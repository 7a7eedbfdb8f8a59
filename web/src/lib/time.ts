/** Times for people, in a given zone. Which words are used is the catalogue's business. */

export type TimeWords = {
  locale: string;
  now: string;
  today: string;
  yesterday: string;
  minutes(count: number): string;
};

/** A point of view: who reads, where, and when. `now` is milliseconds since 1970. */
export type Reader = { words: TimeWords; timeZone: string; now: number };

const MINUTE_MS = 60_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(
  locale: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale}|${timeZone}|${JSON.stringify(options)}`;
  let made = formatters.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, { ...options, timeZone });
    formatters.set(key, made);
  }
  return made;
}

function format(instant: number, reader: Reader, options: Intl.DateTimeFormatOptions): string {
  return formatter(reader.words.locale, reader.timeZone, options).format(instant);
}

/** The calendar day an instant falls on in a zone, `2026-11-20`. */
export function dayOf(instant: string | number, timeZone: string): string {
  const at = typeof instant === 'number' ? instant : Date.parse(instant);
  return formatter('en-CA', timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    at,
  );
}

/** Whole calendar days from one day to another, whatever the clocks did in between. */
function daysBetween(earlier: string, later: string): number {
  return Math.round((Date.parse(later) - Date.parse(earlier)) / 86_400_000);
}

/** `09:34` */
export function clockTime(instant: string, reader: Reader): string {
  return format(Date.parse(instant), reader, { hour: '2-digit', minute: '2-digit' });
}

/**
 * The time in a row of the inbox, never to be mistaken for another: "4 min" within the hour,
 * "09:34" today, "Yesterday", "Wed" within six days, "12 Nov" this year, else "12 Nov 2025".
 */
export function rowTime(instant: string, reader: Reader): string {
  const at = Date.parse(instant);
  const age = reader.now - at;
  if (Math.abs(age) < MINUTE_MS) return reader.words.now;
  if (age > 0 && age < 60 * MINUTE_MS) return reader.words.minutes(Math.floor(age / MINUTE_MS));
  const day = dayOf(at, reader.timeZone);
  const today = dayOf(reader.now, reader.timeZone);
  const days = daysBetween(day, today);
  if (days === 0) return clockTime(instant, reader);
  if (days === 1) return reader.words.yesterday;
  if (days > 1 && days < 7) return format(at, reader, { weekday: 'short' });
  return day.slice(0, 4) === today.slice(0, 4)
    ? format(at, reader, { day: 'numeric', month: 'short' })
    : format(at, reader, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** The head of a day in a conversation: "Today", "Yesterday", "Wednesday 18 November", with the year if it is another. */
export function dayTitle(instant: string, reader: Reader): string {
  const at = Date.parse(instant);
  const day = dayOf(at, reader.timeZone);
  const today = dayOf(reader.now, reader.timeZone);
  const days = daysBetween(day, today);
  if (days === 0) return reader.words.today;
  if (days === 1) return reader.words.yesterday;
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  return format(at, reader, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
}

/** The whole of it, for titles and screen readers: "Wednesday 18 November 2026 at 16:40". */
export function fullTime(instant: string, reader: Reader): string {
  return format(Date.parse(instant), reader, { dateStyle: 'full', timeStyle: 'short' });
}

/** The head of a stretch of time: today, this week (six days back), "October", "October 2025". */
export function stretchTitle(instant: string, reader: Reader, today: string, week: string): string {
  const at = Date.parse(instant);
  const day = dayOf(at, reader.timeZone);
  const now = dayOf(reader.now, reader.timeZone);
  const days = daysBetween(day, now);
  if (days <= 0) return today;
  if (days < 7) return week;
  const sameYear = day.slice(0, 4) === now.slice(0, 4);
  return format(at, reader, { month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}
