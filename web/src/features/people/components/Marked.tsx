import { pieces } from '../model/marks';

/** A name or handle with the part that was asked for marked. */
export function Marked({ text, query }: { text: string; query: string }) {
  return (
    <bdi>
      {pieces(text, query).map((piece, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one string have no other name
        piece.isMatch ? <mark key={index}>{piece.text}</mark> : piece.text,
      )}
    </bdi>
  );
}
