import type { Person } from '~/lib/wire';

/** One more, or one fewer. */
export function toggled(chosen: readonly Person[], person: Person): Person[] {
  return chosen.some(({ uuid }) => uuid === person.uuid)
    ? chosen.filter(({ uuid }) => uuid !== person.uuid)
    : [...chosen, person];
}
