import { texts } from '~/lib/texts';
import { Said } from '~/ui/Said';
import { TypingDots } from '~/ui/TypingDots';

/** Who is writing, in the room that the log keeps free below its last line. */
export function TypingLine({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p className="typing typing--log">
      <Said line={texts.conversation.areWriting(names)} />
      <TypingDots />
    </p>
  );
}
