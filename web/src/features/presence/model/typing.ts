/** Who is writing, by conversation. Nobody says when they stop: it fades. */
export type Typing = ReadonlyMap<string, readonly Typist[]>;
export type Typist = { userUuid: string; until_ms: number };

/** Said again every few seconds while somebody writes; a little longer than that. */
export const TYPING_FADES_MS = 6_000;

export function typingHeard(
  typing: Typing,
  messageGroupUuid: string,
  userUuid: string,
  now_ms: number,
): Typing {
  const others = othersThan(typing, messageGroupUuid, userUuid);
  const typist = { userUuid, until_ms: now_ms + TYPING_FADES_MS };
  return new Map(typing).set(messageGroupUuid, [...others, typist]);
}

/** What somebody was writing has come, or they have gone. */
export function typingEnded(typing: Typing, messageGroupUuid: string, userUuid: string): Typing {
  if (!typing.get(messageGroupUuid)?.some((typist) => typist.userUuid === userUuid)) return typing;
  const next = new Map(typing).set(
    messageGroupUuid,
    othersThan(typing, messageGroupUuid, userUuid),
  );
  return withoutEmpty(next);
}

export function typingFaded(typing: Typing, now_ms: number): Typing {
  const isLate = (typist: Typist) => typist.until_ms <= now_ms;
  if (![...typing.values()].some((typists) => typists.some(isLate))) return typing;
  const next = [...typing].map(
    ([uuid, typists]) => [uuid, typists.filter((typist) => !isLate(typist))] as const,
  );
  return withoutEmpty(new Map(next));
}

function othersThan(typing: Typing, messageGroupUuid: string, userUuid: string): Typist[] {
  return (typing.get(messageGroupUuid) ?? []).filter((typist) => typist.userUuid !== userUuid);
}

function withoutEmpty(typing: Typing): Typing {
  return new Map([...typing].filter(([, typists]) => typists.length > 0));
}
