import { type FormEvent, useId, useState } from 'react';
import { texts } from '~/lib/texts';
import { announce } from '~/ui/Announcer';
import { Icon } from '~/ui/Icon';

const words = texts.settings;

export type TextSettingProps = {
  label: string;
  about: string;
  value: string;
  prefix?: string;
  maxLength: number;
  autoComplete: string;
  /** Resolves with null, or with the code of a refusal. */
  save(value: string): Promise<string | null>;
};

/** A text that is saved when one says so, and says why when it could not be. */
export function TextSetting(props: TextSettingProps) {
  const { label, about, value, prefix = '', maxLength, autoComplete, save } = props;
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  const shown = draft ?? value;
  const isChanged = draft !== null && draft.trim() !== value;
  const stop = () => {
    setDraft(null);
    setRefusal(null);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isChanged || isSaving) return;
    setSaving(true);
    const refused = await save(shown.trim());
    setSaving(false);
    setRefusal(refused);
    if (refused !== null) return;
    setDraft(null);
    announce(words.saved(label));
  };
  return (
    <form className="set set--stack" onSubmit={submit}>
      <div className="set__words">
        <label htmlFor={id}>{label}</label>
        <small id={`${id}-about`}>{about}</small>
      </div>
      <div className="set__field">
        <span className={refusal === null ? 'inp' : 'inp inp--bad'}>
          {prefix && <span aria-hidden="true">{prefix}</span>}
          <input
            id={id}
            value={shown}
            dir="auto"
            maxLength={maxLength}
            autoComplete={autoComplete}
            spellCheck={false}
            aria-invalid={refusal !== null}
            aria-describedby={`${id}-about${refusal === null ? '' : ` ${id}-refusal`}`}
            onChange={({ target }) => {
              setDraft(target.value);
              setRefusal(null);
            }}
            onKeyDown={({ key }) => key === 'Escape' && stop()}
          />
        </span>
        {refusal !== null && (
          <p className="err" id={`${id}-refusal`} role="alert">
            <Icon name="alert" isSmall />
            {words.refusals[refusal] ?? words.failed}
          </p>
        )}
        {isChanged && (
          <div className="set__acts">
            <button type="submit" className="btn btn--main" disabled={isSaving}>
              {words.save}
            </button>
            <button type="button" className="btn btn--bare" onClick={stop}>
              {words.cancel}
            </button>
          </div>
        )}
      </div>
    </form>
  );
}
