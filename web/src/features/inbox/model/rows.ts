import type { GroupRow } from '~/lib/wire';

/** Pages of rows as they were read, newest first; each knows the cursor of the next. */
export type InboxPage = { rows: readonly GroupRow[]; next: string | null };

/** All rows, each conversation once, newest first. */
export function rowsOf(pages: readonly InboxPage[]): GroupRow[] {
  const newest = new Map<string, GroupRow>();
  for (const page of pages) {
    for (const row of page.rows) {
      const held = newest.get(row.uuid);
      newest.set(row.uuid, held ? newer(held, row) : row);
    }
  }
  return [...newest.values()].sort(byTime);
}

/** The two never go back: neither the log's end nor the reader's mark. */
function newer(one: GroupRow, other: GroupRow): GroupRow {
  const ahead = other.last_seq >= one.last_seq ? other : one;
  const read_seq = Math.max(one.read_seq, other.read_seq);
  return read_seq === ahead.read_seq ? ahead : withReadSeq(ahead, read_seq);
}

function byTime(one: GroupRow, other: GroupRow): number {
  if (one.created_at !== other.created_at) return one.created_at < other.created_at ? 1 : -1;
  return one.uuid < other.uuid ? 1 : -1;
}

/**
 * Takes the newest rows into the first page. `joins` tells whether they reach down to something
 * known; if not, rows between are missing and the list has to be read again.
 */
export function withFresh(
  pages: readonly InboxPage[],
  fresh: readonly GroupRow[],
): { pages: InboxPage[]; joins: boolean } {
  const [first, ...rest] = pages;
  const known = new Map(rowsOf(pages).map((row) => [row.uuid, row]));
  const joins =
    first === undefined ||
    known.size === 0 ||
    fresh.some((row) => (known.get(row.uuid)?.last_seq ?? -1) >= row.last_seq) ||
    (first.next === null && rest.length === 0);
  const merged = fresh.map((row) => {
    const held = known.get(row.uuid);
    return held ? newer(held, row) : row;
  });
  const kept = (first?.rows ?? []).filter((row) => !fresh.some((it) => it.uuid === row.uuid));
  return {
    pages: [{ rows: [...merged, ...kept], next: first?.next ?? null }, ...rest],
    joins,
  };
}

/**
 * Takes single rows in as they change. One that is older than everything loaded will be read when
 * one gets there.
 */
export function withChanged(pages: readonly InboxPage[], rows: readonly GroupRow[]): InboxPage[] {
  const all = rowsOf(pages);
  const known = new Set(all.map((row) => row.uuid));
  const oldest = all.at(-1);
  const isLoadedWhole = pages.at(-1)?.next === null;
  const wanted = rows.filter(
    (row) => known.has(row.uuid) || isLoadedWhole || !oldest || byTime(row, oldest) < 0,
  );
  return withFresh(pages, wanted).pages;
}

export function withoutRow(pages: readonly InboxPage[], uuid: string): InboxPage[] {
  return pages.map((page) => ({ ...page, rows: page.rows.filter((row) => row.uuid !== uuid) }));
}

export function withReadSeq(row: GroupRow, readSeq: number): GroupRow {
  if (readSeq <= row.read_seq) return row;
  return { ...row, read_seq: readSeq, unread_count: Math.max(0, row.last_seq - readSeq) };
}

/** Changes one conversation's row wherever it stands. */
export function withRow(
  pages: readonly InboxPage[],
  uuid: string,
  change: (row: GroupRow) => GroupRow,
): InboxPage[] {
  return pages.map((page) =>
    page.rows.some((row) => row.uuid === uuid)
      ? { ...page, rows: page.rows.map((row) => (row.uuid === uuid ? change(row) : row)) }
      : page,
  );
}

/** The row after a message of one's own was stored: on top, read, with the new text. */
export function afterSending(
  row: GroupRow,
  sent: { seq: number; message: string | null; created_at: string; user_uuid: string },
): GroupRow {
  if (sent.seq < row.last_seq) return withReadSeq(row, sent.seq);
  return {
    ...row,
    message: sent.message,
    last_kind: 'text',
    last_user_uuid: sent.user_uuid,
    created_at: sent.created_at,
    last_seq: sent.seq,
    read_seq: sent.seq,
    unread_count: 0,
  };
}
