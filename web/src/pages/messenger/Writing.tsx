import { Composer, type Context } from '~/features/writing/components/Composer';
import { live } from '~/lib/live';
import { useStore } from '~/lib/store';
import { texts } from '~/lib/texts';
import { useMessenger } from './context';
import { Undo } from './Undo';
import type { Composing, Mode } from './useComposing';
import type { Conversation } from './useConversation';

export type WritingProps = { conversation: Conversation; name: string; composing: Composing };

/** The box at the end of a conversation: the next message, an answer, or a change. */
export function Writing({ conversation, name, composing }: WritingProps) {
  const { writing } = useMessenger();
  const drafts = useStore(writing.drafts.all);
  const { place, target, log, mark } = conversation;
  const { mode } = composing;
  const send = (body: string) => {
    if (mode.kind === 'edit') return void composing.save();
    // Any seq that existed before this uuid was made is a truthful place to stand; the newest one
    // seen without a hole is the best.
    const afterSeq = target.kind === 'person' ? 0 : log.seenUpTo() || mark.lastSeq;
    writing.outbox.write(
      target,
      body,
      afterSeq,
      mode.kind === 'reply' ? mode.message.seq : undefined,
    );
    void log.toNewest().catch(() => undefined); // one's own line stands at the end
    writing.drafts.set(place, '');
    composing.leave();
  };
  const keep = (text: string) => {
    if (mode.kind === 'edit') return composing.setText(text);
    writing.drafts.set(place, text);
    if (text !== '' && target.kind === 'group') live.typing(target.messageGroupUuid);
  };
  return (
    <>
      <Undo conversation={conversation} />
      <Composer
        place={place}
        placeholder={texts.composer.placeholder(name)}
        draft={mode.kind === 'edit' ? mode.text : (drafts.get(place) ?? '')}
        context={contextOf(mode)}
        onDraft={keep}
        onSend={send}
        onLeave={composing.leave}
        onEditLast={composing.editLast}
      />
    </>
  );
}

function contextOf(mode: Mode): Context | null {
  switch (mode.kind) {
    case 'plain':
      return null;
    case 'reply':
      return {
        kind: 'reply',
        name: mode.message.display_name,
        text: mode.message.message ?? '',
      };
    case 'edit':
      return { kind: 'edit', text: mode.message.message ?? '', hint: mode.hint };
    default:
      return mode satisfies never;
  }
}
