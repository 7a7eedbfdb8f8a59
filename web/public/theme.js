// Runs before the first paint; the same key is written by lib/theme.ts.
try {
  const theme = localStorage.getItem('cruddur:theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage, no choice: the system's theme it is.
}
