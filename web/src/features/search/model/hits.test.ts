import { describe, expect, it } from 'vitest';
import type { FoundMessage } from '~/lib/wire';
import { parts, sections } from './hits';

const hit = (seq: number, created_at: string) => ({ seq, created_at }) as FoundMessage;

describe('parts', () => {
  it('cuts a snippet at its matches', () => {
    const cut = parts({ snippet: 'Impression', matches: [{ start: 2, end: 7 }] });
    expect(cut.map((part) => [part.text, part.isMatch])).toEqual([
      ['Im', false],
      ['press', true],
      ['ion', false],
    ]);
  });

  it('counts characters, not halves of them', () => {
    const cut = parts({ snippet: '🎉🎉 yes', matches: [{ start: 3, end: 6 }] });
    expect(cut.map((part) => part.text)).toEqual(['🎉🎉 ', 'yes']);
  });

  it('loses nothing when there is no match, or matches meet and overlap', () => {
    expect(parts({ snippet: 'all', matches: [] }).map((part) => part.text)).toEqual(['all']);
    const cut = parts({
      snippet: 'abcdef',
      matches: [
        { start: 0, end: 3 },
        { start: 2, end: 4 },
        { start: 4, end: 6 },
      ],
    });
    expect(cut.map((part) => part.text).join('')).toBe('abcdef');
    expect(cut.every((part) => part.isMatch)).toBe(true);
  });
});

describe('sections', () => {
  it('puts what follows under one head together, in its order', () => {
    const found = sections([hit(3, 'b'), hit(2, 'b'), hit(1, 'a')], (at) => at);
    expect(found.map(({ title, hits }) => [title, hits.map(({ seq }) => seq)])).toEqual([
      ['b', [3, 2]],
      ['a', [1]],
    ]);
  });
});
