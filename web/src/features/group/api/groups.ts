import { ask, Refused } from '~/lib/http';
import { uuidv7 } from '~/lib/uuidv7';
import type { AddMembers, ChangeRole, GroupDetail, RenameGroup, StartGroup } from '~/lib/wire';

/** What a group that is begun is called by, the same on every try: so one begins, not two. */
export type GroupKey = { groupUuid: string; messageUuid: string };

export function newGroupKey(): GroupKey {
  return { groupUuid: uuidv7(), messageUuid: uuidv7() };
}

/**
 * Begins a group. Null: a try whose answer was lost had begun it already, with another title or
 * other people; it is there under the key's uuid.
 */
export async function beginGroup(
  key: GroupKey,
  title: string,
  handles: string[],
): Promise<GroupDetail | null> {
  const body: StartGroup = {
    title,
    handles,
    message_group_uuid: key.groupUuid,
    message_uuid: key.messageUuid,
  };
  try {
    return (await ask<GroupDetail>('/api/message_groups', { method: 'POST', body })).data;
  } catch (error) {
    if (error instanceof Refused && error.codes.includes('idempotency_mismatch')) return null;
    throw error;
  }
}

export async function renameGroup(uuid: string, title: string): Promise<GroupDetail> {
  const body: RenameGroup = { title };
  return (await ask<GroupDetail>(pathOf(uuid), { method: 'PATCH', body })).data;
}

export async function addMembers(uuid: string, handles: string[]): Promise<GroupDetail> {
  const body: AddMembers = { handles };
  return (await ask<GroupDetail>(`${pathOf(uuid)}/members`, { method: 'POST', body })).data;
}

export async function changeRole(
  uuid: string,
  userUuid: string,
  role: ChangeRole['role'],
): Promise<GroupDetail> {
  const body: ChangeRole = { role };
  return (await ask<GroupDetail>(memberPath(uuid, userUuid), { method: 'PATCH', body })).data;
}

/** Takes somebody out; oneself: leaves. Who is out already stays out, and that is no failure. */
export async function removeMember(uuid: string, userUuid: string): Promise<void> {
  try {
    await ask<void>(memberPath(uuid, userUuid), { method: 'DELETE' });
  } catch (error) {
    if (error instanceof Refused && error.codes.includes('member_not_found')) return;
    throw error;
  }
}

/** The code of a refusal, or `unreached`. */
export function reasonOf(error: unknown): string {
  return error instanceof Refused ? (error.codes[0] ?? 'unknown') : 'unreached';
}

function pathOf(uuid: string): string {
  return `/api/message_groups/${uuid}`;
}

function memberPath(uuid: string, userUuid: string): string {
  return `${pathOf(uuid)}/members/${userUuid}`;
}
