import { expect, test } from 'vitest';
import { pieces } from './marks';

const marked = (text: string, query: string) =>
  pieces(text, query)
    .map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text))
    .join('');

test.each([
  ['Marguerite', 'ma', '[Ma]rguerite'],
  ['Tomás Vela', 'mas', 'To[más] Vela'],
  ['Inês', 'NES', 'I[nês]'],
  ['kofi.maker', '@ma', 'kofi.[ma]ker'],
  ['山田太郎', '太', '山田[太]郎'],
  ['Bayko', 'z', 'Bayko'],
  ['Bayko', '  ', 'Bayko'],
  ['ﬁona', 'ona', 'ﬁ[ona]'],
])('%s with %s is %s', (text, query, expected) => {
  expect(marked(text, query)).toBe(expected);
});
