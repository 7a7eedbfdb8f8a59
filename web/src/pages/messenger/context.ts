import { createContext, useContext } from 'react';
import type { Inbox } from '~/features/inbox/api/inbox';
import type { Presence } from '~/features/presence/api/presence';
import type { Writing } from '~/features/writing/api/writing';
import type { Person } from '~/lib/wire';

/** What all of the messenger's pages share. `unread` counts messages. */
export type Messenger = {
  me: Person;
  inbox: Inbox;
  writing: Writing;
  presence: Presence;
  unread: number;
};

export const MessengerContext = createContext<Messenger | null>(null);

export function useMessenger(): Messenger {
  const messenger = useContext(MessengerContext);
  if (!messenger) throw new Error('used outside the messenger');
  return messenger;
}
