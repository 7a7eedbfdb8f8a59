import { type FormEvent, useState } from 'react';
import { texts } from '~/lib/texts';
import { IconButton } from '~/ui/IconButton';
import { folded, TITLE_MAX_CHARS } from '../model/title';

const words = texts.group;

export type TitleFieldProps = {
  title: string;
  mayChange: boolean;
  /** Resolves with whether it was done; why it was not is said elsewhere. */
  save(title: string): Promise<boolean>;
};

/** A group's title, which its owners change where it stands. */
export function TitleField({ title, mayChange, save }: TitleFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const isRenaming = draft !== null;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = folded(draft ?? '');
    if (wanted === '') return;
    if (wanted === title || (await save(wanted))) setDraft(null);
  };
  if (!isRenaming)
    return (
      <div className="panel__named">
        <h3 className="panel__name">
          <bdi>{title}</bdi>
        </h3>
        {mayChange && (
          <IconButton icon="compose" label={words.rename} onClick={() => setDraft(title)} />
        )}
      </div>
    );
  return (
    <form className="panel__rename" onSubmit={submit}>
      <span className="inp">
        <input
          // biome-ignore lint/a11y/noAutofocus: who asked to rename wants to write
          autoFocus
          aria-label={words.title}
          value={draft}
          dir="auto"
          maxLength={TITLE_MAX_CHARS}
          autoComplete="off"
          onFocus={({ target }) => target.select()}
          onChange={({ target }) => setDraft(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault(); // or the panel closes
            setDraft(null);
          }}
        />
      </span>
      <div className="panel__acts">
        <button type="submit" className="btn btn--main" disabled={folded(draft) === ''}>
          {words.save}
        </button>
        <button type="button" className="btn btn--bare" onClick={() => setDraft(null)}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}
