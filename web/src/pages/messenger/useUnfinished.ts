import { useCallback, useMemo } from 'react';
import type { Unfinished } from '~/features/inbox/model/preview';
import type { Writing } from '~/features/writing/api/writing';
import type { OutboxEntry } from '~/features/writing/model/outbox';
import { useStore } from '~/lib/store';
import type { GroupRow } from '~/lib/wire';

/** What lies unfinished in each conversation, for the second line of its row. */
export function useUnfinished(
  rows: readonly GroupRow[],
  writing: Writing,
): (uuid: string) => Unfinished | null {
  const drafts = useStore(writing.drafts.all);
  const entries = useStore(writing.outbox.entries);
  const all = useMemo(() => {
    const found = new Map<string, Unfinished>();
    for (const row of rows) {
      const unfinished = unfinishedIn(row, drafts, entries);
      if (unfinished) found.set(row.uuid, unfinished);
    }
    return found;
  }, [rows, drafts, entries]);
  return useCallback((uuid) => all.get(uuid) ?? null, [all]);
}

function unfinishedIn(
  row: GroupRow,
  drafts: ReadonlyMap<string, string>,
  entries: readonly OutboxEntry[],
): Unfinished | null {
  const mine = entries.filter((entry) => isFor(entry, row));
  const refused = mine.findLast((entry) => entry.state.kind === 'refused');
  if (refused) return { kind: 'failed', text: refused.body };
  const waiting = mine.at(-1);
  if (waiting) return { kind: 'sending', text: waiting.body };
  const draft = drafts.get(row.uuid)?.trim();
  return draft ? { kind: 'draft', text: draft } : null;
}

/** A message to a person belongs to the conversation with them, once there is one. */
export function isFor(
  { target }: OutboxEntry,
  group: { uuid: string; handle: string | null },
): boolean {
  return target.kind === 'group'
    ? target.messageGroupUuid === group.uuid
    : target.handle === group.handle;
}
