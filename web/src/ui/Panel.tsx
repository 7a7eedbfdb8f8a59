import { type ReactNode, useId } from 'react';
import { texts } from '~/lib/texts';
import { IconButton } from './IconButton';
import { useModal } from './useModal';

export type PanelProps = {
  title: string;
  /** Leads back to what the panel showed before. */
  onBack?: (() => void) | undefined;
  /** As high as there is room: for what is searched. */
  isTall?: boolean;
  onClose(): void;
  children: ReactNode;
};

/** What belongs to a page and does not leave it: in its middle, on a phone from below. */
export function Panel({ title, onBack, isTall = false, onClose, children }: PanelProps) {
  const dialog = useModal();
  const id = useId();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard closes it with Escape
    <dialog
      ref={dialog}
      className={isTall ? 'panel panel--tall' : 'panel'}
      aria-labelledby={id}
      onClose={({ target, currentTarget }) => {
        if (target === currentTarget && !currentTarget.open) onClose();
      }}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) dialog.current?.close();
      }}
    >
      <header className="panel__head">
        {onBack && <IconButton icon="back" label={texts.panel.back} onClick={onBack} />}
        <h2 id={id} className="panel__title">
          {title}
        </h2>
        <IconButton
          icon="close"
          label={texts.panel.close}
          onClick={() => dialog.current?.close()}
        />
      </header>
      {children}
    </dialog>
  );
}
