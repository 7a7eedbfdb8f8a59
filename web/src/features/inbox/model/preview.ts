import type { GroupRow } from '~/lib/wire';

/** What is kept on this device for a conversation and is not in it yet. */
export type Unfinished =
  | { kind: 'draft'; text: string }
  | { kind: 'sending'; text: string }
  | { kind: 'failed'; text: string };

/** The second line of a row, by what it says. Words are the component's business. */
export type Preview =
  | { kind: 'unfinished'; unfinished: Unfinished }
  | { kind: 'text'; isMine: boolean; text: string }
  | { kind: 'deleted'; by: 'me' | 'them' | 'someone' }
  | { kind: 'renamed'; title: string }
  | { kind: 'members' };

/** What failed comes before what is on its way, that before a draft, that before the last message. */
export function previewOf(row: GroupRow, userUuid: string, unfinished: Unfinished | null): Preview {
  if (unfinished) return { kind: 'unfinished', unfinished };
  if (row.last_kind === 'renamed')
    return { kind: 'renamed', title: row.message ?? row.display_name };
  if (row.last_kind !== 'text') return { kind: 'members' };
  const isMine = row.last_user_uuid === userUuid;
  if (row.message === null) {
    if (isMine) return { kind: 'deleted', by: 'me' };
    return { kind: 'deleted', by: row.kind === 'direct' ? 'them' : 'someone' };
  }
  return { kind: 'text', isMine, text: row.message };
}
