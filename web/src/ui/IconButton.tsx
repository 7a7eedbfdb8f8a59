import type { ComponentPropsWithRef } from 'react';
import { Icon, type IconName } from '~/ui/Icon';

export type IconButtonProps = Omit<ComponentPropsWithRef<'button'>, 'children'> & {
  icon: IconName;
  /** What it does, for those who do not see the icon. */
  label: string;
  isMain?: boolean;
};

export function IconButton({ icon, label, isMain = false, className, ...rest }: IconButtonProps) {
  const classes = ['icb', isMain && 'icb--main', className].filter(Boolean).join(' ');
  return (
    <button type="button" aria-label={label} className={classes} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
