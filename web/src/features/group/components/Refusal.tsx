import { texts } from '~/lib/texts';
import { Icon } from '~/ui/Icon';

/** Why a change of a group was not made, in words; nothing when nothing failed. */
export function Refusal({ code }: { code: string | null }) {
  if (code === null) return null;
  return (
    <p className="err" role="alert">
      <Icon name="alert" isSmall />
      {texts.group.refusals[code] ?? texts.group.failed}
    </p>
  );
}
