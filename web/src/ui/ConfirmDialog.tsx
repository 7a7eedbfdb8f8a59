import { useEffect, useId, useRef } from 'react';
import { useModal } from './useModal';

export type ConfirmDialogProps = {
  title: string;
  text: string;
  /** What the careful choice is called; it has the focus. */
  stay: string;
  go: string;
  onStay(): void;
  onGo(): void;
};

/** Asks before something is lost. The browser's own dialog: it holds the focus and closes on Escape. */
export function ConfirmDialog({ title, text, stay, go, onStay, onGo }: ConfirmDialogProps) {
  const dialog = useModal();
  const id = useId();
  const careful = useRef<HTMLButtonElement>(null);
  useEffect(() => careful.current?.focus(), []); // opening gave it to the other one, the first
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onClose={({ currentTarget }) => !currentTarget.open && onStay()}
    >
      <h2 id={`${id}-title`} className="dialog__title">
        {title}
      </h2>
      <p id={`${id}-text`}>{text}</p>
      <div className="acts">
        <button type="button" className="btn btn--danger" onClick={onGo}>
          {go}
        </button>
        <button ref={careful} type="button" className="btn btn--main" onClick={onStay}>
          {stay}
        </button>
      </div>
    </dialog>
  );
}
