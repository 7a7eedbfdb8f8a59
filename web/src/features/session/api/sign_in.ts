/** Signing in leaves the page: the provider has its own. */

/** Where sign-in begins, and the page it comes back to. */
export function signInPath(returnTo: string, screen?: 'sign-up'): string {
  const query = new URLSearchParams(screen ? { screen } : {});
  query.set('return_to', returnTo);
  return `/auth/login?${query}`;
}

const KEY = 'cruddur:sent-to-sign-in';
const LOOP_MS = 4_000; // nobody signs in as fast as a loop turns

/**
 * Leaves for sign-in and comes back here. Returns false when that was done a moment ago and did
 * not help, so that nobody is sent in circles: the page then offers it as a button.
 */
export function leaveForSignIn(): boolean {
  const last = Number(sessionStorage.getItem(KEY) ?? 0);
  if (Date.now() - last < LOOP_MS) return false;
  sessionStorage.setItem(KEY, String(Date.now()));
  location.assign(signInPath(location.pathname + location.search + location.hash));
  return true;
}
