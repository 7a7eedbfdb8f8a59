import { firstLetter } from '~/lib/chars';

const TONES = 6;

/** A person keeps their ink: it comes from the uuid, not from the name. */
function toneOf(uuid: string): number {
  let hash = 0;
  for (let index = 0; index < uuid.length; index++)
    hash = (hash * 31 + uuid.charCodeAt(index)) >>> 0;
  return (hash % TONES) + 1;
}

export type MonogramProps = {
  uuid: string;
  name: string;
  size?: 'xs' | 's' | 'm' | 'l';
  isGroup?: boolean;
  /** A dot: the person is here now. Say it in words beside it. */
  isHere?: boolean;
};

/** A letter on a quiet ground: a circle for a person, a rounded square for a group. Decoration only. */
export function Monogram({
  uuid,
  name,
  size = 'm',
  isGroup = false,
  isHere = false,
}: MonogramProps) {
  const classes = ['av', size !== 'm' && `av--${size}`, isGroup && 'av--group'];
  return (
    <span className={classes.filter(Boolean).join(' ')} data-tone={toneOf(uuid)} aria-hidden="true">
      {firstLetter(name)}
      {isHere && <i className="here" />}
    </span>
  );
}
