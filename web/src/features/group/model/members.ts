import type { Member } from '~/lib/wire';

/** What somebody may do with a member, in the order in which it is offered. */
export type MemberAction = 'make-owner' | 'make-member' | 'remove';

export function isOwner(members: readonly Member[], userUuid: string): boolean {
  return members.some((member) => member.uuid === userUuid && member.role === 'owner');
}

/** A group keeps an owner: when this one leaves, somebody else becomes it. */
export function isOnlyOwner(members: readonly Member[], userUuid: string): boolean {
  return (
    isOwner(members, userUuid) && members.filter((member) => member.role === 'owner').length === 1
  );
}

/** Only owners change anything. One does not take oneself out here: that is leaving. */
export function actionsWith(
  member: Member,
  members: readonly Member[],
  userUuid: string,
): MemberAction[] {
  if (!isOwner(members, userUuid)) return [];
  if (member.uuid === userUuid) return isOnlyOwner(members, userUuid) ? [] : ['make-member'];
  return [member.role === 'owner' ? 'make-member' : 'make-owner', 'remove'];
}

/** Owners first, else as they came. */
export function inOrder(members: readonly Member[]): Member[] {
  const rank = (member: Member) => (member.role === 'owner' ? 0 : 1);
  return [...members].sort((one, other) => rank(one) - rank(other));
}
