import { personalStorage } from '~/lib/storage';
import type { Person } from '~/lib/wire';
import { Drafts } from './drafts';
import { Outbox } from './outbox';

/** What one person has written on this device and not sent. */
export type Writing = {
  outbox: Outbox;
  drafts: Drafts;
  start(): () => void;
  /** Signing out leaves nothing behind. */
  forget(): void;
};

export function openWriting(me: Person): Writing {
  const storage = personalStorage(me.uuid);
  const outbox = new Outbox(me, storage);
  const drafts = new Drafts(storage);
  return {
    outbox,
    drafts,
    start: () => {
      const ends = [outbox.start(), drafts.start()];
      return () => {
        for (const end of ends) end();
      };
    },
    forget: () => storage.clear(),
  };
}
