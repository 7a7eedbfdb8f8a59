import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { hintUsed } from '~/lib/hints';
import type { GroupRow } from '~/lib/wire';

type Parts = {
  rows: readonly GroupRow[];
  openUuid: string | null;
  scroller: RefObject<HTMLElement | null>;
  list: RefObject<VirtualizerHandle | null>;
};

/**
 * One tab stop for the whole list; `J`/`K` and the arrows move in it, Home and End leap, Enter
 * opens (the rows are links). `J` and `K` come here from anywhere but a field.
 */
export function useRowKeys({ rows, openUuid, scroller, list }: Parts) {
  const [focusedUuid, setFocusedUuid] = useState<string | null>(null);
  const indexOf = (uuid: string | null) => rows.findIndex((row) => row.uuid === uuid);
  const tabStop = Math.max(0, indexOf(focusedUuid) >= 0 ? indexOf(focusedUuid) : indexOf(openUuid));

  const moveTo = (index: number) => {
    const target = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (!target) return;
    setFocusedUuid(target.uuid);
    list.current?.scrollToIndex(rows.indexOf(target), { align: 'nearest' });
    focusWhenThere(scroller.current, target.uuid);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = destination(event.key, tabStop, rows.length);
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    hintUsed('inbox-keys');
    moveTo(next);
  };
  const onFocus = (event: FocusEvent) => {
    const uuid = (event.target as HTMLElement).closest<HTMLElement>('[data-uuid]')?.dataset.uuid;
    if (uuid) setFocusedUuid(uuid);
  };

  useEffect(() => {
    const fromAnywhere = (event: globalThis.KeyboardEvent) => {
      if (!/^[jk]$/i.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
      const element = event.target as HTMLElement;
      // What is typed into a field may be said again to the list below it; it is still typing.
      if (isField(document.activeElement) || isField(element)) return;
      if (event.defaultPrevented || element.closest('dialog, [role="menu"]')) return;
      if (scroller.current?.contains(element)) return;
      event.preventDefault();
      moveTo(tabStop);
    };
    document.addEventListener('keydown', fromAnywhere);
    return () => document.removeEventListener('keydown', fromAnywhere);
  });

  return { tabStop, onKeyDown, onFocus };
}

function destination(key: string, from: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j':
    case 'J':
      return from + 1;
    case 'ArrowUp':
    case 'k':
    case 'K':
      return from - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

function isField(element: Element | null): boolean {
  return element?.matches('input, textarea, select, [contenteditable]') ?? false;
}

/** A row far away is drawn a frame or two after the list was asked to scroll there. */
function focusWhenThere(scroller: HTMLElement | null, uuid: string, frames = 10): void {
  const row = scroller?.querySelector<HTMLElement>(`[data-uuid="${CSS.escape(uuid)}"]`);
  if (row) row.focus({ preventScroll: true });
  else if (frames > 0) requestAnimationFrame(() => focusWhenThere(scroller, uuid, frames - 1));
}
