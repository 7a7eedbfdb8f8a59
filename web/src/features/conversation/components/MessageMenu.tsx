import { useEffect, useRef } from 'react';
import { Menu, MenuItem, Popover } from 'react-aria-components/Menu';
import { texts } from '~/lib/texts';
import type { Message } from '~/lib/wire';
import { Icon, type IconName } from '~/ui/Icon';
import type { MessageAction } from '../model/actions';

const words = texts.message;
const ICONS: Record<MessageAction, IconName> = {
  react: 'smile',
  reply: 'reply',
  copy: 'copy',
  who: 'person',
  versions: 'clock',
  edit: 'compose',
  delete: 'bin',
};

export type MessageMenuProps = {
  message: Message;
  actions: readonly MessageAction[];
  /** What it hangs on; null: a finger asked, and it comes as a sheet. */
  anchor: HTMLElement | null;
  onAction(action: MessageAction): void;
  onClose(): void;
};

/** Everything that can be done with one message. */
export function MessageMenu(props: MessageMenuProps) {
  return props.anchor ? <Beside {...props} /> : <Sheet {...props} />;
}

function Beside({ message, actions, anchor, onAction, onClose }: MessageMenuProps) {
  const label = words.more(message.display_name);
  return (
    <Popover
      triggerRef={{ current: anchor }}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement="bottom start"
      aria-label={label}
      className="menu menu--small"
    >
      <Menu
        aria-label={label}
        autoFocus="first"
        onAction={(key) => onAction(key as MessageAction)}
        onClose={onClose}
      >
        {actions.map((action) => (
          <MenuItem key={action} id={action} className={itemClass(action)}>
            <Icon name={ICONS[action]} />
            {words.actions[action]}
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  );
}

/** From below, for thumbs. The browser's own dialog: it holds the focus and closes on Escape and Back. */
function Sheet({ message, actions, onAction, onClose }: MessageMenuProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // The finger that opened it is lifted over it, and means nothing by that.
  const wasPressed = useRef(false);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="sheetlet"
      aria-label={words.more(message.display_name)}
      onClose={onClose}
      onPointerDown={() => {
        wasPressed.current = true;
      }}
      onClickCapture={(event) => {
        if (event.detail > 0 && !wasPressed.current) event.stopPropagation();
        else if (event.target === event.currentTarget) onClose();
      }}
    >
      <p className="sheetlet__said" dir="auto">
        {message.message}
      </p>
      {actions.map((action) => (
        <button
          key={action}
          type="button"
          className={itemClass(action)}
          onClick={() => {
            onClose();
            onAction(action);
          }}
        >
          <Icon name={ICONS[action]} />
          {words.actions[action]}
        </button>
      ))}
    </dialog>
  );
}

function itemClass(action: MessageAction): string {
  return action === 'delete' ? 'menu__item menu__item--danger' : 'menu__item';
}
