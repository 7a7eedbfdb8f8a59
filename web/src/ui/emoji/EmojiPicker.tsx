import rows from 'virtual:emoji';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { texts } from '~/lib/texts';
import { type Emoji, findEmoji, moved, withRecent } from './find';

const words = texts.emoji;
const COLUMNS = 8;
const RECENT = 'cruddur:emoji';
const all: readonly Emoji[] = rows.map(([emoji, label, tags, group]) => ({
  emoji,
  label,
  tags,
  group,
}));
const byEmoji = new Map(all.map((each) => [each.emoji, each]));

type Section = { title: string; emoji: readonly Emoji[] };

export type EmojiPickerProps = { onPick(emoji: string): void; onClose(): void };

/** Search, what was used last, and all there are. The browser's own dialog: it holds the focus and closes on Escape. */
export default function EmojiPicker({ onPick, onClose }: EmojiPickerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const sections = useSections(text);
  const first = sections.flatMap((section) => section.emoji)[0];
  useEffect(() => {
    dialog.current?.showModal();
    search.current?.focus();
  }, []);
  const pick = (emoji: string) => {
    keepRecent(emoji);
    onClose();
    onPick(emoji);
  };
  const buttons = () => [...(grid.current?.querySelectorAll('button') ?? [])];
  const onGridKey = (event: KeyboardEvent) => {
    const found = buttons();
    const index = found.indexOf(event.target as HTMLButtonElement);
    const to = index < 0 ? null : moved(index, found.length, COLUMNS, event.key);
    if (to === null) return;
    event.preventDefault();
    if (to < 0) search.current?.focus();
    else found[to]?.focus();
  };
  const onSearchKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      buttons()[0]?.focus();
    }
    if (event.key === 'Enter' && text !== '' && first) {
      event.preventDefault();
      pick(first.emoji);
    }
  };
  return (
    <dialog
      ref={dialog}
      className="sheetlet emoji"
      aria-label={words.title}
      onClose={onClose}
      onPointerDown={(event) => event.target === event.currentTarget && onClose()}
    >
      <input
        ref={search}
        type="search"
        className="emoji__search"
        aria-label={words.search}
        placeholder={words.search}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onSearchKey}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the buttons inside */}
      <div ref={grid} className="emoji__all" onKeyDown={onGridKey}>
        {sections.map((section) => (
          <section key={section.title} aria-label={section.title}>
            <h3 className="emoji__head aside">{section.title}</h3>
            <div className="emoji__grid">
              {section.emoji.map((each) => (
                <button
                  key={each.emoji}
                  type="button"
                  aria-label={each.label}
                  title={each.label}
                  tabIndex={each === first ? 0 : -1}
                  onClick={() => pick(each.emoji)}
                >
                  {each.emoji}
                </button>
              ))}
            </div>
          </section>
        ))}
        {first === undefined && (
          <p className="emoji__none aside" role="status">
            {words.none}
          </p>
        )}
      </div>
    </dialog>
  );
}

function useSections(text: string): readonly Section[] {
  return useMemo(() => {
    if (text.trim() !== '') {
      const found = findEmoji(all, text);
      return found.length > 0 ? [{ title: words.found, emoji: found }] : [];
    }
    const recent = recentEmoji().flatMap((emoji) => byEmoji.get(emoji) ?? []);
    const groups = Object.entries(words.groups).map(([group, title]) => ({
      title,
      emoji: all.filter((each) => each.group === Number(group)),
    }));
    return recent.length > 0 ? [{ title: words.recent, emoji: recent }, ...groups] : groups;
  }, [text]);
}

function recentEmoji(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RECENT) ?? '[]');
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

function keepRecent(emoji: string): void {
  try {
    localStorage.setItem(RECENT, JSON.stringify(withRecent(recentEmoji(), emoji, 3 * COLUMNS)));
  } catch {
    // Without storage nothing is remembered.
  }
}
