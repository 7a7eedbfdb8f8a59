import { useState } from 'react';

/** Quiet hints for the keyboard. Each stands there until its key was used once on this device. */
export type Hint = 'inbox-keys' | 'composer-keys';

const KEY = (hint: Hint) => `cruddur:hint:${hint}`;

/** Whether to show a hint. Decided when the page is opened: a hint that vanished would move things. */
export function useHint(hint: Hint): boolean {
  const [isShown] = useState(() => {
    try {
      return localStorage.getItem(KEY(hint)) === null;
    } catch {
      return false;
    }
  });
  return isShown;
}

export function hintUsed(hint: Hint): void {
  try {
    localStorage.setItem(KEY(hint), '1');
  } catch {
    // Without storage no hint is shown at all.
  }
}
