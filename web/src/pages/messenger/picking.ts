import { lazy, useMemo } from 'react';
import type { GroupRow, Person } from '~/lib/wire';
import { useMessenger } from './context';

/** Offered before anything is typed. */
const MOST_KNOWN = 30;

export const PeoplePicker = lazy(() =>
  import('~/features/people/components/PeoplePicker').then((module) => ({
    default: module.PeoplePicker,
  })),
);

/** Whom one writes to already, most recent first. */
export function useKnownPeople(): Person[] {
  const { inbox } = useMessenger();
  return useMemo(() => peopleIn(inbox.rows).slice(0, MOST_KNOWN), [inbox.rows]);
}

function peopleIn(rows: readonly GroupRow[]): Person[] {
  return rows.flatMap((row) =>
    row.user_uuid !== null && row.handle !== null
      ? [{ uuid: row.user_uuid, handle: row.handle, display_name: row.display_name }]
      : [],
  );
}
