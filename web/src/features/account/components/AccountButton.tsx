import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { texts } from '~/lib/texts';
import type { Person } from '~/lib/wire';

const load = () => import('./AccountMenu');
const AccountMenu = lazy(() => load().then((module) => ({ default: module.AccountMenu })));

export type AccountButtonProps = {
  me: Person;
  className: string;
  placement: 'end bottom' | 'top end';
  children: ReactNode;
  onSignOut(): void;
};

/** Opens the account menu, which is fetched when somebody is about to want it. */
export function AccountButton({
  me,
  className,
  placement,
  children,
  onSignOut,
}: AccountButtonProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setOpened] = useState(false);
  const prepare = () => void load().catch(() => undefined);
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className={className}
        aria-label={texts.account.open(me.display_name)}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={() => {
          setOpened(true);
          setOpen(!isOpen);
        }}
      >
        {children}
      </button>
      {wasOpened && (
        <Suspense>
          <AccountMenu
            me={me}
            anchor={anchor}
            placement={placement}
            isOpen={isOpen}
            onOpenChange={setOpen}
            onSignOut={onSignOut}
          />
        </Suspense>
      )}
    </>
  );
}
