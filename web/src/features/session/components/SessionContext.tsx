import { createContext, useContext } from 'react';
import type { Person } from '~/lib/wire';

/** The person who is signed in; only inside the messenger. */
export const MeContext = createContext<Person | null>(null);

export function useMe(): Person {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe outside the messenger');
  return me;
}
