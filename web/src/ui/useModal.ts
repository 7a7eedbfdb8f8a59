import { useLayoutEffect, useRef } from 'react';

/**
 * Opens the browser's own dialog for as long as it is drawn. It holds the focus, closes on Escape,
 * and gives the focus back to where it was, also when it just goes away.
 */
export function useModal() {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return dialog;
}
