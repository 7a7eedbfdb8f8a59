import { type MouseEvent, type PointerEvent, useRef } from 'react';
import { texts } from '~/lib/texts';
import type { Message } from '~/lib/wire';
import { IconButton } from '~/ui/IconButton';

const words = texts.message;
/** A finger that rests this long means the message, not the list. */
const LONG_PRESS_MS = 450;
const LONG_PRESS_SLIP_PX = 10;

/** What the lines of a log can set off. The same object for as long as the log is shown. */
export type MessageTools = {
  userUuid: string;
  reply(message: Message): void;
  react(message: Message, emoji: string, isGiven: boolean): void;
  /** Opens the emoji for a reaction. */
  pick(message: Message): void;
  versions(message: Message): void;
  /** Opens everything that can be done: beside `anchor`, or as a sheet where a finger asked. */
  open(message: Message, anchor: HTMLElement | null): void;
  jump(seq: number): void;
};

/** Beside a bubble, on hover and focus. One stop of the Tab key for each message: the menu has it all. */
export function ToolBar({ message, tools }: { message: Message; tools: MessageTools }) {
  return (
    <span className="tools">
      <IconButton
        icon="smile"
        label={words.react}
        tabIndex={-1}
        onClick={() => tools.pick(message)}
      />
      <IconButton
        icon="reply"
        label={words.reply}
        tabIndex={-1}
        onClick={() => tools.reply(message)}
      />
      <IconButton
        icon="more"
        label={words.more(message.display_name)}
        aria-haspopup="menu"
        data-tools=""
        onClick={(event) => tools.open(message, event.currentTarget)}
        onKeyDown={(event) => {
          if (event.key.toLowerCase() !== 'r' || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          tools.reply(message);
        }}
      />
    </span>
  );
}

/** What makes a resting finger open the sheet. Some browsers say it themselves, as a context menu. */
export function useLongPress(onLongPress: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const start = useRef({ x: 0, y: 0 });
  const hasOpened = useRef(false);
  const cancel = () => clearTimeout(timer.current);
  const open = () => {
    cancel();
    if (hasOpened.current) return;
    hasOpened.current = true;
    onLongPress();
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== 'touch') return;
      start.current = { x: event.clientX, y: event.clientY };
      hasOpened.current = false;
      cancel();
      timer.current = setTimeout(open, LONG_PRESS_MS);
    },
    onPointerMove: (event: PointerEvent) => {
      const slip = Math.hypot(event.clientX - start.current.x, event.clientY - start.current.y);
      if (slip > LONG_PRESS_SLIP_PX) cancel();
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
    onContextMenu: (event: MouseEvent) => {
      if ((event.nativeEvent as globalThis.PointerEvent).pointerType !== 'touch') return;
      event.preventDefault();
      open();
    },
  };
}
