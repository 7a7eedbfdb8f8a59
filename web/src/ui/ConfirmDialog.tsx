import { useEffect, useId, useRef } from 'react';

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
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onClose={onStay}
    >
      <h2 id={`${id}-title`} className="dialog__title">
        {title}
      </h2>
      <p id={`${id}-text`}>{text}</p>
      <div className="acts">
        <button type="button" className="btn btn--danger" onClick={onGo}>
          {go}
        </button>
        {/* biome-ignore lint/a11y/noAutofocus: a dialog opens with the focus on the harmless choice */}
        <button type="button" className="btn btn--main" autoFocus onClick={onStay}>
          {stay}
        </button>
      </div>
    </dialog>
  );
}
