import type { RefObject } from 'react';
import {
  Header,
  Menu,
  MenuItem,
  MenuSection,
  Popover,
  Separator,
} from 'react-aria-components/Menu';
import { useNavigate } from 'react-router';
import { useStore } from '~/lib/store';
import { texts } from '~/lib/texts';
import { chooseTheme, type Theme, theme } from '~/lib/theme';
import type { Person } from '~/lib/wire';
import { Icon, type IconName } from '~/ui/Icon';
import { Monogram } from '~/ui/Monogram';
import { copyHandle } from '../api/handle';

const words = texts.account;
const THEMES: readonly (readonly [Theme, IconName])[] = [
  ['system', 'screen'],
  ['light', 'sun'],
  ['dark', 'moon'],
];

export type AccountMenuProps = {
  me: Person;
  anchor: RefObject<HTMLElement | null>;
  /** Where it opens: beside the rail, or above the tab bar. */
  placement: 'end bottom' | 'top end';
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  onSignOut(): void;
};

/** Who one is, how it looks, and the way out. */
export function AccountMenu({
  me,
  anchor,
  placement,
  isOpen,
  onOpenChange,
  onSignOut,
}: AccountMenuProps) {
  const navigate = useNavigate();
  const chosen = useStore(theme);
  const act = (key: React.Key) => {
    if (key === 'settings') void navigate('/settings');
    if (key === 'copy') void copyHandle(me.handle);
    if (key === 'sign-out') onSignOut();
  };
  return (
    <Popover
      triggerRef={anchor}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      placement={placement}
      aria-label={words.menu}
      className="menu"
    >
      <div className="menu__me">
        <Monogram uuid={me.uuid} name={me.display_name} />
        <p>
          <b>
            <bdi>{me.display_name}</bdi>
          </b>
          <small>@{me.handle}</small>
        </p>
      </div>
      <Menu aria-label={words.menu} onAction={act} onClose={() => onOpenChange(false)}>
        <MenuSection
          selectionMode="single"
          disallowEmptySelection
          shouldCloseOnSelect={false}
          selectedKeys={[chosen]}
          onSelectionChange={(keys) => {
            const [next] = keys === 'all' ? [] : [...keys];
            if (next) chooseTheme(next as Theme);
          }}
        >
          <Header className="menu__head aside">{words.theme}</Header>
          {THEMES.map(([key, icon]) => (
            <MenuItem key={key} id={key} className="menu__item" textValue={words.themes[key]}>
              <Icon name={icon} />
              {words.themes[key]}
              <span className="menu__tick">
                <Icon name="check" isSmall />
              </span>
            </MenuItem>
          ))}
        </MenuSection>
        <Separator className="menu__line" />
        <MenuItem id="settings" className="menu__item">
          <Icon name="settings" />
          {words.settings}
        </MenuItem>
        <MenuItem id="copy" className="menu__item">
          <Icon name="copy" />
          {words.copyHandle}
        </MenuItem>
        <MenuItem id="sign-out" className="menu__item">
          <Icon name="signOut" />
          {words.signOut}
        </MenuItem>
      </Menu>
    </Popover>
  );
}
