import type { Line } from '~/lib/texts';

/** A sentence of the product's with names in it: they are upright in weight, each in its own direction. */
export function Said({ line }: { line: Line }) {
  return line.map((part, index) =>
    typeof part === 'string' ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence have no other name
      <b key={index}>
        <bdi>{part.name}</bdi>
      </b>
    ),
  );
}
