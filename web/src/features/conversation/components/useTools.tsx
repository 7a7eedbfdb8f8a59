import { lazy, type RefObject, Suspense, useMemo, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { Refused } from '~/lib/http';
import { useReader } from '~/lib/now';
import { texts } from '~/lib/texts';
import type { Message } from '~/lib/wire';
import { announce } from '~/ui/Announcer';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import type { ConversationLog } from '../api/log';
import { react } from '../api/react';
import { deleteMessage } from '../api/revise';
import { actionsFor, type MessageAction } from '../model/actions';
import { hasReacted } from '../model/reactions';
import type { LogRow } from '../model/rows';
import { VersionsDialog, WhoDialog } from './MessageDialogs';
import type { MessageTools } from './MessageTools';

const words = texts.message;
const EmojiPicker = lazy(() => import('~/ui/emoji/EmojiPicker'));
const MessageMenu = lazy(() =>
  import('./MessageMenu').then((module) => ({ default: module.MessageMenu })),
);

type Parts = {
  log: ConversationLog;
  list: RefObject<VirtualizerHandle | null>;
  rows: readonly LogRow[];
  userUuid: string;
  onReply(message: Message): void;
  onEdit(message: Message): void;
  /** Lets go of the end of the log. */
  release(): void;
};

/** What is read or chosen in front of the log. */
type InFront = { kind: 'pick' | 'who' | 'versions'; message: Message };

type Opened = { message: Message; anchor: HTMLElement | null };

/** What the lines can set off, and the menu, sheet or question that is open because of it. */
export function useTools(parts: Parts) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [doomed, setDoomed] = useState<Message | null>(null);
  const [inFront, setInFront] = useState<InFront | null>(null);
  const latest = useRef(parts);
  latest.current = parts;
  const tools = useMemo<MessageTools>(
    () => ({
      userUuid: parts.userUuid,
      reply: (message) => latest.current.onReply(message),
      react: (message, emoji, isGiven) => void give(latest.current.log, message, emoji, isGiven),
      pick: (message) => setInFront({ kind: 'pick', message }),
      versions: (message) => setInFront({ kind: 'versions', message }),
      open: (message, anchor) => setOpened({ message, anchor }),
      jump: (seq) => void jumpTo(latest, seq),
    }),
    [parts.userUuid],
  );
  const act = (action: MessageAction, message: Message) => {
    setOpened(null);
    if (action === 'copy') void copyText(message);
    else
      afterMenu(() => {
        if (action === 'reply') latest.current.onReply(message);
        if (action === 'edit') latest.current.onEdit(message);
        if (action === 'delete') setDoomed(message);
        if (action === 'react') setInFront({ kind: 'pick', message });
        if (action === 'who' || action === 'versions') setInFront({ kind: action, message });
      });
  };
  const remove = async (message: Message) => {
    setDoomed(null);
    try {
      await deleteMessage(parts.log.uuid, message.seq);
      announce(texts.conversation.deletedByYou);
    } catch {
      announce(words.deleteFailed);
    }
  };
  const menu = (
    <>
      {opened && (
        <Suspense>
          <MessageMenu
            {...opened}
            actions={actionsFor(opened.message, parts.userUuid)}
            onAction={(action) => act(action, opened.message)}
            onClose={() => setOpened(null)}
          />
        </Suspense>
      )}
      {inFront && (
        <Suspense>
          <Front
            {...inFront}
            log={parts.log}
            userUuid={parts.userUuid}
            onClose={() => setInFront(null)}
          />
        </Suspense>
      )}
      {doomed && (
        <ConfirmDialog
          title={words.deleteTitle}
          text={words.deleteText}
          stay={words.keep}
          go={words.deleteForAll}
          onStay={() => setDoomed(null)}
          onGo={() => void remove(doomed)}
        />
      )}
    </>
  );
  return { tools, menu };
}

function Front({
  kind,
  message,
  log,
  userUuid,
  onClose,
}: InFront & { log: ConversationLog; userUuid: string; onClose(): void }) {
  const reader = useReader();
  if (kind === 'who') return <WhoDialog message={message} onClose={onClose} />;
  if (kind === 'versions')
    return (
      <VersionsDialog groupUuid={log.uuid} message={message} reader={reader} onClose={onClose} />
    );
  const pick = (emoji: string) =>
    void give(log, message, emoji, !hasReacted(message, emoji, userUuid));
  return <EmojiPicker onPick={pick} onClose={onClose} />;
}

/** Gives a reaction or takes it back; the log shows what became of it. */
async function give(log: ConversationLog, message: Message, emoji: string, isGiven: boolean) {
  try {
    await react(log.uuid, message.seq, emoji, isGiven);
  } catch (error) {
    const isFull = error instanceof Refused && error.codes.includes('too_many_reactions');
    announce(isFull ? words.tooManyReactions : words.reactFailed);
  }
}

/** A menu that closes gives the focus back to where it came from; what takes it next comes after that. */
function afterMenu(work: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(work));
}

async function copyText(message: Message): Promise<void> {
  try {
    await navigator.clipboard.writeText(message.message ?? '');
    announce(words.copied);
  } catch {
    announce(words.copyFailed);
  }
}

const SHOWN_MS = 1_600;

/** Goes to a message, however far up it stands, and marks it for a moment. */
async function jumpTo(parts: RefObject<Parts>, seq: number): Promise<void> {
  const isThere = await parts.current.log.show(seq).catch(() => false);
  // The rows of what was loaded are drawn first.
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const { list, rows, release } = parts.current;
  const index = rows.findIndex((row) => row.item.kind === 'sent' && row.item.message.seq === seq);
  if (!isThere || index < 0) {
    announce(words.notReached);
    return;
  }
  release();
  list.current?.scrollToIndex(index, { align: 'center' });
  await new Promise((drawn) => setTimeout(drawn, 60));
  const row = document.querySelector<HTMLElement>(`.talk [data-seq="${seq}"]`);
  if (!row) return;
  row.dataset.shown = '';
  row.querySelector<HTMLElement>('[data-tools]')?.focus({ preventScroll: true });
  setTimeout(() => delete row.dataset.shown, SHOWN_MS);
}
