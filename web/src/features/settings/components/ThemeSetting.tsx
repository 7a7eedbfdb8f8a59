import { useStore } from '~/lib/store';
import { texts } from '~/lib/texts';
import { chooseTheme, type Theme, theme } from '~/lib/theme';
import { Icon, type IconName } from '~/ui/Icon';
import { Section, Setting } from './Section';

const words = texts.settings;
const THEMES: readonly (readonly [Theme, IconName])[] = [
  ['system', 'screen'],
  ['light', 'sun'],
  ['dark', 'moon'],
];

export function Appearance() {
  const chosen = useStore(theme);
  return (
    <Section title={words.appearance}>
      <Setting label={texts.account.theme} about={words.themeAbout} isTall>
        <fieldset className="seg">
          <legend className="sr">{texts.account.theme}</legend>
          {THEMES.map(([key, icon]) => (
            <label key={key}>
              <input
                type="radio"
                name="theme"
                value={key}
                checked={chosen === key}
                onChange={() => chooseTheme(key)}
              />
              <Icon name={icon} />
              {words.themes[key]}
            </label>
          ))}
        </fieldset>
      </Setting>
    </Section>
  );
}
