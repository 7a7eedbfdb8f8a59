import { useEffect, useState } from 'react';
import { deleteMessage } from '~/features/conversation/api/revise';
import { texts } from '~/lib/texts';
import { announce } from '~/ui/Announcer';
import { useMessenger } from './context';
import type { Conversation } from './useConversation';

const words = texts.message;
/** How long a message that went out can be taken back with one press. */
const UNDO_MS = 8_000;

type Sent = { messageGroupUuid: string; seq: number; body: string };

/** For some seconds after a message went out: takes it back and puts the words into the box again. */
export function Undo({ conversation }: { conversation: Conversation }) {
  const { writing } = useMessenger();
  const { place } = conversation;
  const [sent, setSent] = useState<Sent | null>(null);
  useEffect(
    () =>
      writing.outbox.onStored((entry, messageGroupUuid, message) =>
        setSent({ messageGroupUuid, seq: message.seq, body: entry.body }),
      ),
    [writing],
  );
  useEffect(() => {
    if (!sent) return;
    const timer = setTimeout(() => setSent(null), UNDO_MS);
    return () => clearTimeout(timer);
  }, [sent]);
  if (!sent || sent.messageGroupUuid !== place) return null;

  const undo = async () => {
    setSent(null);
    try {
      await deleteMessage(sent.messageGroupUuid, sent.seq);
    } catch {
      announce(words.undoFailed);
      return;
    }
    announce(words.undone);
    if (!writing.drafts.all.get().has(place)) writing.drafts.set(place, sent.body);
  };
  return (
    <div className="undo">
      <p>
        <button type="button" className="txb" onClick={() => void undo()}>
          {words.undo}
        </button>
      </p>
    </div>
  );
}
