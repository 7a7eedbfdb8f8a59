import { useEffect, useRef } from 'react';
import { texts } from '~/lib/texts';
import { Icon } from '~/ui/Icon';
import { IconButton } from '~/ui/IconButton';

const words = texts.search;
const MAX_CHARS = 100;

export type SearchFieldProps = { value: string; onChange(value: string): void; focusKey: string };

/** The one field of the page. Another `focusKey` puts the cursor into it again. */
export function SearchField({ value, onChange, focusKey }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
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
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={({ key }) => key === 'Escape' && onChange('')}
      />
      {value !== '' && (
        <IconButton
          icon="close"
          label={words.clear}
          onClick={() => {
            onChange('');
            field.current?.focus();
          }}
        />
      )}
    </search>
  );
}
