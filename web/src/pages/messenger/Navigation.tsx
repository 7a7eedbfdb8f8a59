import { useState } from 'react';
import { NavLink } from 'react-router';
import { AccountButton } from '~/features/account/components/AccountButton';
import { endSession } from '~/features/session/api/session';
import type { Writing } from '~/features/writing/api/writing';
import { texts } from '~/lib/texts';
import type { Person } from '~/lib/wire';
import { announce } from '~/ui/Announcer';
import { Badge } from '~/ui/Badge';
import { Comma } from '~/ui/Comma';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { Icon } from '~/ui/Icon';
import { Monogram } from '~/ui/Monogram';

const words = texts.navigation;

export type NavigationProps = { me: Person; writing: Writing; unread: number };

/** The way around, at the side. */
export function Rail({ me, writing, unread }: NavigationProps) {
  const { signOut, dialog } = useSignOut(writing);
  return (
    <nav className="rail" aria-label={words.label}>
      <NavLink className="rail__mark" to="/messages" end aria-label={words.home}>
        <Comma className="rail__comma" />
      </NavLink>
      <MessagesLink unread={unread} />
      <SearchLink />
      <div className="rail__end">
        <button type="button" className="nav" onClick={signOut}>
          <Icon name="signOut" />
          {words.signOut}
        </button>
        <AccountButton me={me} className="rail__me" placement="end bottom" onSignOut={signOut}>
          <Monogram uuid={me.uuid} name={me.display_name} />
        </AccountButton>
      </div>
      {dialog}
    </nav>
  );
}

/** The same on a phone, below the list. */
export function TabBar({ me, writing, unread }: NavigationProps) {
  const { signOut, dialog } = useSignOut(writing);
  return (
    <nav className="tabbar" aria-label={words.label}>
      <MessagesLink unread={unread} />
      <SearchLink />
      <AccountButton me={me} className="nav" placement="top end" onSignOut={signOut}>
        <Icon name="person" />
        {words.you}
      </AccountButton>
      {dialog}
    </nav>
  );
}

function MessagesLink({ unread }: { unread: number }) {
  return (
    <NavLink className="nav" to="/messages">
      <Icon name="talk" />
      {words.messages}
      {unread > 0 && <Badge figure={words.badge(unread)} meaning={words.unread(unread)} />}
    </NavLink>
  );
}

function SearchLink() {
  return (
    <NavLink className="nav" to="/search">
      <Icon name="search" />
      {words.search}
    </NavLink>
  );
}

/** Signing out forgets what this device keeps; it asks first when something would be lost. */
function useSignOut(writing: Writing) {
  const [isAsking, setAsking] = useState(false);
  const leave = async () => {
    let next: string;
    try {
      next = await endSession();
    } catch {
      announce(texts.account.signOutFailed);
      setAsking(false);
      return;
    }
    writing.forget();
    location.assign(next);
  };
  const unsent = writing.outbox.entries.get().length;
  return {
    signOut: () => (unsent > 0 ? setAsking(true) : void leave()),
    dialog: isAsking && (
      <ConfirmDialog
        title={texts.account.unsentTitle}
        text={texts.account.unsentText(unsent)}
        stay={texts.account.stay}
        go={texts.account.signOutAnyway}
        onStay={() => setAsking(false)}
        onGo={() => void leave()}
      />
    ),
  };
}
