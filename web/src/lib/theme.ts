import { createStore } from '~/lib/store';

/** `system` follows the device. The choice belongs to the device, not to the person. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'cruddur:theme'; // read by public/theme.js before the first paint

function stored(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

export const theme = createStore<Theme>(stored());

export function chooseTheme(next: Theme): void {
  if (next === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    if (next === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // Without storage the choice lasts until the page is left.
  }
  theme.set(next);
}
