import { useEffect, useMemo, useState } from 'react';
import { editMessage } from '~/features/conversation/api/revise';
import { lastEditable } from '~/features/conversation/model/actions';
import { Refused } from '~/lib/http';
import { texts } from '~/lib/texts';
import type { Message } from '~/lib/wire';
import { announce } from '~/ui/Announcer';
import { useMessenger } from './context';
import type { Conversation } from './useConversation';

/** What the words in the box are: the next message, an answer, or another text for one that was sent. */
export type Mode =
  | { kind: 'plain' }
  | { kind: 'reply'; message: Message }
  | { kind: 'edit'; message: Message; text: string; hint: string | null };

const PLAIN: Mode = { kind: 'plain' };

export type Composing = {
  mode: Mode;
  reply(message: Message): void;
  edit(message: Message): void;
  editLast(): void;
  setText(text: string): void;
  /** Stores the change; what cannot be stored stays in the box with its reason. */
  save(): Promise<void>;
  leave(): void;
};

/** One thing at a time, and forgotten with the conversation that is left. */
export function useComposing(conversation: Conversation): Composing {
  const { me } = useMessenger();
  const { place, log } = conversation;
  const [{ at, mode }, setState] = useState<{ at: string; mode: Mode }>({ at: place, mode: PLAIN });
  const current = at === place ? mode : PLAIN;
  useGone(log, current, () => setState({ at: place, mode: PLAIN }));

  return useMemo(() => {
    const set = (next: Mode) => setState({ at: place, mode: next });
    const edit = (message: Message) =>
      set({ kind: 'edit', message, text: message.message ?? '', hint: null });
    return {
      mode: current,
      reply: (message) => set({ kind: 'reply', message }),
      edit,
      editLast: () => {
        const message = lastEditable(log.view.get().timeline.sent, me.uuid);
        if (message) edit(message);
      },
      setText: (text) => {
        if (current.kind === 'edit') set({ ...current, text });
      },
      save: async () => {
        if (current.kind !== 'edit') return;
        if (current.text === current.message.message) return set(PLAIN);
        try {
          await editMessage(log.uuid, current.message, current.text);
          set(PLAIN);
        } catch (error) {
          set(await refused(error, current, conversation));
        }
      },
      leave: () => set(PLAIN),
    };
  }, [place, current, log, me.uuid, conversation]);
}

/** Changed elsewhere: what stands there now is read, and saving once more replaces it. */
async function refused(
  error: unknown,
  mode: Extract<Mode, { kind: 'edit' }>,
  { log }: Conversation,
): Promise<Mode> {
  const words = texts.message;
  const isConflict = error instanceof Refused && error.codes.includes('revision_conflict');
  if (!isConflict) return { ...mode, hint: words.editFailed };
  await log.refresh().catch(() => undefined);
  const now = log.view.get().timeline.sent.find(({ seq }) => seq === mode.message.seq);
  return { ...mode, message: now ?? mode.message, hint: words.editConflict };
}

/** A message that was taken back meanwhile can be neither answered nor changed. */
function useGone(log: Conversation['log'], mode: Mode, leave: () => void): void {
  useEffect(() => {
    if (mode.kind === 'plain') return;
    const look = () => {
      const { sent } = log.view.get().timeline;
      const now = sent.find(({ seq }) => seq === mode.message.seq);
      if (!now || now.deleted_at === null) return;
      if (mode.kind === 'edit') announce(texts.message.editGone);
      leave();
    };
    look();
    return log.view.subscribe(look);
  }, [log, mode, leave]);
}
