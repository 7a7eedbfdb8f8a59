/** What may be sent. The server has the last word; this is what it will say. */

export const MAX_CHARS = 1024;

export type BodyVerdict =
  | { kind: 'blank'; left: number }
  | { kind: 'fits'; left: number }
  | { kind: 'too-long'; left: number; over: number };

/** `chars` are Unicode code points. */
export function judge(chars: number, isBlank: boolean): BodyVerdict {
  const left = MAX_CHARS - chars;
  if (left < 0) return { kind: 'too-long', left, over: -left };
  return { kind: isBlank ? 'blank' : 'fits', left };
}
