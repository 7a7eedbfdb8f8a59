import { useEffect, useMemo } from 'react';
import { connection } from '~/lib/connection';
import { type LiveEvent, live } from '~/lib/live';
import { createStore, useStore } from '~/lib/store';
import { type Typing, typingEnded, typingFaded, typingHeard } from '../model/typing';

/** Who is here and who is writing. Never stored, never asked for: it comes by itself or not at all. */
export type Presence = {
  isHere(userUuid: string | null): boolean;
  /** Who is writing in a conversation, the longest first. */
  typistsIn(messageGroupUuid: string): readonly string[];
};

const here = createStore<ReadonlySet<string>>(new Set());
const typing = createStore<Typing>(new Map());
const FADE_EVERY_MS = 1_000;

export function useLivePresence(): Presence {
  const present = useStore(here);
  const typists = useStore(typing);
  const isOnline = useStore(connection) === 'online';
  useEffect(() => live.listen(take), []);
  useFading(typists.size > 0);
  return useMemo(
    () => ({
      // Without a line nothing is known of anybody.
      isHere: (uuid) => isOnline && uuid !== null && present.has(uuid),
      typistsIn: (uuid) =>
        isOnline ? (typists.get(uuid) ?? []).map((typist) => typist.userUuid) : [],
    }),
    [present, typists, isOnline],
  );
}

function take(event: LiveEvent): void {
  switch (event.type) {
    case 'presence':
      here.update((present) => {
        const next = new Set(present);
        if (event.isPresent) next.add(event.userUuid);
        else next.delete(event.userUuid);
        return next;
      });
      return;
    case 'typing':
      typing.update((now) =>
        typingHeard(now, event.messageGroupUuid, event.userUuid, performance.now()),
      );
      return;
    case 'messages':
      for (const { user_uuid } of event.messages)
        typing.update((now) => typingEnded(now, event.messageGroupUuid, user_uuid));
      return;
    case 'resumed': // who is here is said anew; who has gone meanwhile is not
      here.set(new Set());
      typing.set(new Map());
      return;
    default: // not about people
  }
}

function useFading(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return;
    const timer = setInterval(
      () => typing.update((now) => typingFaded(now, performance.now())),
      FADE_EVERY_MS,
    );
    return () => clearInterval(timer);
  }, [isNeeded]);
}
