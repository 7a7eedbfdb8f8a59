/** A quiet line about the keyboard; what stands in [brackets] is drawn as a key. */
export function KeyHint({ text }: { text: string }) {
  return (
    <p className="keys">
      {text.split(/[[\]]/).map((part, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence have no other name
        index % 2 === 1 ? <kbd key={index}>{part}</kbd> : part,
      )}
    </p>
  );
}
