import { useId } from 'react';

/** Something that is on or off. The words belong to the switch: a click on them turns it too. */
export function SwitchSetting({
  label,
  about,
  isOn,
  isDisabled = false,
  onChange,
}: {
  label: string;
  about: string;
  isOn: boolean;
  isDisabled?: boolean;
  onChange(isOn: boolean): void;
}) {
  const id = useId();
  return (
    <div className="set">
      <label className="set__words" htmlFor={id}>
        {label}
        <small id={`${id}-about`}>{about}</small>
      </label>
      <button
        type="button"
        id={id}
        className="sw"
        role="switch"
        aria-checked={isOn}
        aria-label={label}
        aria-describedby={`${id}-about`}
        disabled={isDisabled}
        onClick={() => onChange(!isOn)}
      />
    </div>
  );
}
