import { useEffect, useRef, useState } from 'react';
import { texts } from '~/lib/texts';
import { Icon } from '~/ui/Icon';
import { IconButton } from '~/ui/IconButton';

const words = texts.search;
const MAX_CHARS = 100;

export type SearchFieldProps = { value: string; onChange(value: string): void; focusKey: string };

/** The one field of the page. Another `focusKey` puts the cursor into it again. */
export function SearchField({ value, onChange, focusKey }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [text, say] = useText(value, onChange);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another asking
  useEffect(() => field.current?.focus(), [focusKey]);
  return (
    <search className="ask">
      <Icon name="search" />
      <input
        ref={field}
        type="text"
        enterKeyHint="search"
        aria-label={words.field}
        placeholder={words.placeholder}
        maxLength={MAX_CHARS}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={text}
        onChange={(event) => say(event.target.value)}
        onKeyDown={({ key }) => key === 'Escape' && say('')}
      />
      {text !== '' && (
        <IconButton
          icon="close"
          label={words.clear}
          onClick={() => {
            say('');
            field.current?.focus();
          }}
        />
      )}
    </search>
  );
}

/** What stands in the field. The address follows a moment later: what it repeats of one's own typing is old by then. */
function useText(value: string, onChange: (value: string) => void) {
  const [text, setText] = useState(value);
  const said = useRef(new Set<string>());
  useEffect(() => {
    if (!said.current.has(value)) setText(value);
  }, [value]);
  const say = (next: string) => {
    if (value === text) said.current.clear();
    said.current.add(next);
    setText(next);
    onChange(next);
  };
  return [text, say] as const;
}
