/** An emoji as the picker knows it. */
export type Emoji = { emoji: string; label: string; tags: string; group: number };

const MOST_FOUND = 96;

/** Those whose name or tags hold every word, names that begin with it first. */
export function findEmoji(all: readonly Emoji[], text: string): readonly Emoji[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const [first = ''] = words;
  const fits = all.filter(({ emoji, label, tags }) =>
    words.every((word) => emoji === word || `${label} ${tags}`.toLowerCase().includes(word)),
  );
  const rank = ({ label, tags }: Emoji) => {
    if (label.toLowerCase().startsWith(first)) return 0;
    return ` ${label} ${tags}`.toLowerCase().includes(` ${first}`) ? 1 : 2;
  };
  return fits.sort((one, other) => rank(one) - rank(other)).slice(0, MOST_FOUND);
}

/** The newest first, each once. */
export function withRecent(recent: readonly string[], emoji: string, most: number): string[] {
  return [emoji, ...recent.filter((it) => it !== emoji)].slice(0, most);
}

/** Where the focus goes in a grid; null: the key is not the grid's. */
export function moved(index: number, count: number, columns: number, key: string): number | null {
  const to = {
    ArrowRight: index + 1,
    ArrowLeft: index - 1,
    ArrowDown: index + columns,
    ArrowUp: index - columns,
    Home: 0,
    End: count - 1,
  }[key];
  if (to === undefined) return null;
  return Math.min(Math.max(to, key === 'ArrowUp' ? -1 : 0), count - 1);
}
