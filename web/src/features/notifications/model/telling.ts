import type { Message } from '~/lib/wire';

/** What is known of this device's wish: the browser's permission, and the person's own switch. */
export type Wish = {
  /** `unsupported`: this browser has no notifications, or not on this page. */
  permission: 'default' | 'granted' | 'denied' | 'unsupported';
  isOn: boolean;
};

/** Whether notifications come here. */
export function comes({ permission, isOn }: Wish): boolean {
  return isOn && permission === 'granted';
}

/** Whether asking could help, and was not declined before. */
export function mayBeOffered({ permission }: Wish, wasAnswered: boolean): boolean {
  return permission === 'default' && !wasAnswered;
}

/** What somebody else has said for the first time; an edit, a quiet line or an echo is no news. */
export function isNews(message: Message, userUuid: string): boolean {
  return (
    message.kind === 'text' &&
    message.rev === 0 &&
    message.message !== null &&
    message.user_uuid !== userUuid
  );
}

/** Remembers the newest few uuids, and says of each whether it is new. */
export function createMemory(most = 500): (uuid: string) => boolean {
  const known = new Set<string>();
  return (uuid) => {
    if (known.has(uuid)) return false;
    known.add(uuid);
    const [oldest] = known;
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return true;
  };
}
