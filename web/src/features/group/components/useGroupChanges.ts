import { useRef, useState } from 'react';
import { texts } from '~/lib/texts';
import type { GroupDetail, Member, Person } from '~/lib/wire';
import { announce } from '~/ui/Announcer';
import { addMembers, changeRole, reasonOf, removeMember, renameGroup } from '../api/groups';

const words = texts.group;

type Of = {
  detail: GroupDetail;
  userUuid: string;
  onChanged(detail: GroupDetail): void;
  onLeft(): void;
};

/** What is done to a group, one thing at a time, and why the last one was refused. True: it is done. */
export type GroupChanges = ReturnType<typeof useGroupChanges>;

export function useGroupChanges({ detail, userUuid, onChanged, onLeft }: Of) {
  const { uuid } = detail;
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isAtWork = useRef(false);
  const attempt = async (work: () => Promise<void>, said: string): Promise<boolean> => {
    if (isAtWork.current) return false;
    isAtWork.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      await work();
      announce(said);
      return true;
    } catch (error) {
      setRefusal(reasonOf(error));
      return false;
    } finally {
      isAtWork.current = false;
      setBusy(false);
    }
  };
  return {
    refusal,
    isBusy,
    forget: () => setRefusal(null),
    rename: (title: string) =>
      attempt(async () => onChanged(await renameGroup(uuid, title)), words.renamed(title)),
    add: (people: readonly Person[]) =>
      attempt(
        async () =>
          onChanged(
            await addMembers(
              uuid,
              people.map(({ handle }) => handle),
            ),
          ),
        words.added(people.map(({ display_name }) => display_name)),
      ),
    makeOwner: (member: Member) =>
      attempt(
        async () => onChanged(await changeRole(uuid, member.uuid, 'owner')),
        words.madeOwner(member.display_name),
      ),
    makeMember: (member: Member) =>
      attempt(
        async () => onChanged(await changeRole(uuid, member.uuid, 'member')),
        words.madeMember(member.display_name),
      ),
    remove: (member: Member) =>
      attempt(async () => {
        await removeMember(uuid, member.uuid);
        const members = detail.members.filter((it) => it.uuid !== member.uuid);
        onChanged({ ...detail, members, member_count: members.length });
      }, words.removed(member.display_name)),
    leave: () =>
      attempt(async () => {
        await removeMember(uuid, userUuid);
        onLeft();
      }, words.left(detail.display_name)),
  };
}
