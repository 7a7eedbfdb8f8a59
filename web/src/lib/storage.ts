/**
 * What this device keeps for one person: drafts and unsent messages. Keys carry the person's
 * uuid, so that two people at one browser never meet each other's words. Without storage (private
 * windows, a full disk) everything works until the page is left.
 */
export type PersonalStorage = {
  get<T>(key: string): T | null;
  set(key: string, value: unknown): void;
  remove(key: string): void;
  /** Keys that begin with `prefix`, sorted. */
  keys(prefix: string): string[];
  clear(): void;
  /** Calls back with a key that another tab has changed. */
  watch(listener: (key: string) => void): () => void;
};

export function personalStorage(
  userUuid: string,
  backing: Storage | null = deviceStorage(),
): PersonalStorage {
  const scope = `cruddur:${userUuid}:`;
  const memory = new Map<string, string>();
  const read = (key: string) => memory.get(key) ?? backing?.getItem(scope + key) ?? null;
  const keys = (prefix: string) => {
    const found = new Set([...memory.keys()].filter((key) => key.startsWith(prefix)));
    for (let index = 0; index < (backing?.length ?? 0); index++) {
      const name = backing?.key(index);
      if (name?.startsWith(scope + prefix)) found.add(name.slice(scope.length));
    }
    return [...found].sort();
  };
  const remove = (key: string) => {
    memory.delete(key);
    backing?.removeItem(scope + key);
  };
  return {
    get<T>(key: string) {
      const text = read(key);
      if (text === null) return null;
      try {
        return JSON.parse(text) as T;
      } catch {
        return null; // written by something else; as good as absent
      }
    },
    set(key, value) {
      const text = JSON.stringify(value);
      try {
        if (!backing) throw new Error('no storage');
        backing.setItem(scope + key, text);
        memory.delete(key);
      } catch {
        memory.set(key, text);
      }
    },
    remove,
    keys,
    clear: () => {
      for (const key of keys('')) remove(key);
    },
    watch(listener) {
      const heard = (event: StorageEvent) => {
        if (event.key?.startsWith(scope)) listener(event.key.slice(scope.length));
      };
      globalThis.addEventListener?.('storage', heard);
      return () => globalThis.removeEventListener?.('storage', heard);
    },
  };
}

function deviceStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
