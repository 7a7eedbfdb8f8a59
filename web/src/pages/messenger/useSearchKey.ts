import { useEffect } from 'react';
import { useNavigate } from 'react-router';

/** `/` goes to the search from anywhere but a field; there it puts the cursor into its own. */
export function useSearchKey(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      const element = event.target as HTMLElement;
      if (event.defaultPrevented || element.closest('dialog, [role="menu"]')) return;
      if (element.matches('input, textarea, select, [contenteditable]')) return;
      event.preventDefault();
      const isThere = location.pathname === '/search';
      void navigate(isThere ? `/search${location.search}` : '/search', { replace: isThere });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate]);
}
