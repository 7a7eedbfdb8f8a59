import { texts } from '~/lib/texts';
import type { Profile } from '~/lib/wire';
import { useChangeProfile } from '../api/profile';
import { Section, Setting } from './Section';
import { TextSetting } from './TextSetting';

const words = texts.settings;

/** What one is called. */
export function ProfileSection({ profile }: { profile: Profile }) {
  const change = useChangeProfile();
  return (
    <Section title={words.profile}>
      <TextSetting
        label={words.name}
        about={words.nameAbout}
        value={profile.display_name}
        maxLength={60}
        autoComplete="name"
        save={(display_name) => change({ display_name })}
      />
      <TextSetting
        label={words.handle}
        about={words.handleAbout}
        value={profile.handle}
        prefix="@"
        maxLength={31}
        autoComplete="username"
        save={(handle) => change({ handle })}
      />
      {profile.email !== null && (
        <Setting label={words.email} about={words.emailAbout} isTall>
          <span className="set__value">{profile.email}</span>
        </Setting>
      )}
    </Section>
  );
}
