/** Characters as the server counts them. */

/** Unicode code points, not UTF-16 units: an emoji is one. */
export function countChars(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

// White space, controls, format characters, lone marks, and letters that draw nothing.
const UNSEEN = /^[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Mn}\p{Me}\u115f\u1160\u3164\uffa0\u2800]*$/u;

/** Whether a text shows nothing; the server refuses such messages and trims no other. */
export function isBlank(text: string): boolean {
  return UNSEEN.test(text);
}

/** The first thing a person would call a letter, for a monogram. */
export function firstLetter(name: string): string {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(name.trim())) {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment.toLocaleUpperCase();
  }
  return '·';
}
