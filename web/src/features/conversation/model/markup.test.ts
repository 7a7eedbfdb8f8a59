import { expect, test } from 'vitest';
import { type Block, type Inline, markup } from './markup';

const HANDLES = new Set(['bayko', 'andrewbrown', 'a.b-c']);
const blocks = (text: string) => markup(text, HANDLES);
const parts = (text: string) => {
  const [only, ...rest] = blocks(text);
  expect(rest).toEqual([]);
  return only?.kind === 'lines' ? only.parts : [];
};
const text = (said: string): Inline => ({ kind: 'text', text: said });
const link = (href: string): Inline => ({ kind: 'link', href, text: href });

test('a text without marks is itself', () => {
  expect(blocks('Two lines\n\n  and room.')).toEqual([
    { kind: 'lines', parts: [text('Two lines\n\n  and room.')] },
  ]);
});

test('stars and underlines around words are emphasis', () => {
  expect(parts('a **very _big_** b')).toEqual([
    text('a '),
    {
      kind: 'strong',
      parts: [text('very '), { kind: 'em', parts: [text('big')] }],
    },
    text(' b'),
  ]);
  expect(parts('*now*')).toEqual([{ kind: 'em', parts: [text('now')] }]);
});

test.each([
  '2 * 3 * 4',
  'a*b',
  'snake_case_name',
  '__init__.py and *',
  '** not **',
  '**open',
  '_open',
  '*\n*',
  '****',
])('%s is nothing but text', (said) => {
  expect(parts(said)).toEqual([text(said)]);
});

test('code is taken as it stands', () => {
  expect(parts('run `a **b** @bayko` now')).toEqual([
    text('run '),
    { kind: 'code', text: 'a **b** @bayko' },
    text(' now'),
  ]);
  expect(blocks('see\n```python\nif *a*:\n  b\n```\ndone')).toEqual([
    { kind: 'lines', parts: [text('see')] },
    { kind: 'code', text: 'if *a*:\n  b' },
    { kind: 'lines', parts: [text('done')] },
  ]);
  expect(blocks('```\nnever closed')).toEqual([
    { kind: 'lines', parts: [text('```\nnever closed')] },
  ]);
});

test('lines that begin with a dash or a number are a list, from two on', () => {
  expect(blocks('- one\n- two')).toEqual([
    { kind: 'list', start: null, items: [[text('one')], [text('two')]] },
  ]);
  expect(blocks('3. three\n4) four')).toEqual([
    { kind: 'list', start: 3, items: [[text('three')], [text('four')]] },
  ]);
  expect(parts('- a dash')).toEqual([text('- a dash')]);
  expect(blocks('- one\n- two\n1. three\n2. four').length).toBe(2);
});

test('addresses of pages and letters are links, without what ends the sentence', () => {
  expect(parts('See https://example.org/a_b_(c)?d=*e*, please.')).toEqual([
    text('See '),
    link('https://example.org/a_b_(c)?d=*e'),
    text('*, please.'),
  ]);
  expect(parts('(http://example.org)')).toEqual([text('('), link('http://example.org'), text(')')]);
  expect(parts('mailto:bo@example.org')).toEqual([link('mailto:bo@example.org')]);
});

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'ftp://example.org',
  'https://',
  'http://?',
  'mailto:nobody',
  'xhttps://example.org',
  'vbscript:x http:/x',
])('%s leads nowhere', (said) => {
  expect(parts(said).some((part) => part.kind === 'link')).toBe(false);
});

test('the names of people who are here stand out, and of nobody else', () => {
  expect(parts('@Bayko. and @a.b-c, not @stranger or me@bayko')).toEqual([
    { kind: 'mention', handle: 'bayko', text: '@Bayko' },
    text('. and '),
    { kind: 'mention', handle: 'a.b-c', text: '@a.b-c' },
    text(', not @stranger or me@bayko'),
  ]);
  expect(parts('@baykonur')).toEqual([text('@baykonur')]);
});

/** Every letter that is drawn, in order. */
function drawn(all: readonly Block[]): string {
  const of = (some: readonly Inline[]): string =>
    some.map((part) => ('parts' in part ? of(part.parts) : part.text)).join('');
  return all
    .map((block) => {
      if (block.kind === 'code') return block.text;
      return block.kind === 'lines' ? of(block.parts) : block.items.map(of).join('');
    })
    .join('');
}

function isWithin(letters: string, whole: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = whole.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

test('whatever is typed, only marks are left out, and links lead to pages and letters alone', () => {
  const pieces = [
    ...['*', '**', '_', '`', '```', '\n', ' ', '- ', '1. ', '(', ')', '.', '<', '>', '"', '&'],
    ...['a', 'Wort', '李', '🙂', 'é', '\u202e', '\u200b', '@bayko', '@', 'https://x.org/', 'http:'],
    ...['javascript:', 'mailto:a@b', 'data:', '[x](javascript:1)', '<script>'],
  ];
  let seed = 7;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let round = 0; round < 3_000; round++) {
    const said = Array.from({ length: next(24) }, () => pieces[next(pieces.length)]).join('');
    const made = blocks(said);
    expect(isWithin(drawn(made), said), said).toBe(true);
    const marks = said.replace(/[*_`\n \d.)•\-\w+#]/g, '');
    expect(isWithin(marks, drawn(made)), said).toBe(true);
    for (const part of JSON.stringify(made).matchAll(/"href":"([^"]*)"/g))
      expect(part[1], said).toMatch(/^(https?:\/\/|mailto:)/i);
  }
});
