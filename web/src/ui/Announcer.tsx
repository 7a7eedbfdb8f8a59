import { createStore, useStore } from '~/lib/store';

/** A sentence for those who listen. The count makes the same sentence twice two announcements. */
const spoken = createStore<{ text: string; count: number }>({ text: '', count: 0 });

/** Says something politely: after what is being read out just now. */
export function announce(text: string): void {
  spoken.update(({ count }) => ({ text, count: count + 1 }));
}

/** Stands in the page once, always: a live region that appears together with its text is not heard. */
export function Announcer() {
  const { text, count } = useStore(spoken);
  return (
    <div className="sr" role="status" aria-live="polite" data-testid="announcer">
      {text && <span key={count}>{text}</span>}
    </div>
  );
}
