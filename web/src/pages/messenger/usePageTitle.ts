import { useEffect } from 'react';
import { texts } from '~/lib/texts';
import { useMessenger } from './context';

/** The tab's title: how much is unread, and where one is. */
export function usePageTitle(place: string | null): void {
  const { unread } = useMessenger();
  useEffect(() => {
    document.title = texts.pageTitle(unread, place);
  }, [unread, place]);
}
