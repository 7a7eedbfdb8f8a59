import { texts } from '~/lib/texts';
import type { Profile } from '~/lib/wire';
import { announce } from '~/ui/Announcer';
import { useChangeProfile } from '../api/profile';
import { Section } from './Section';
import { SwitchSetting } from './SwitchSetting';

const words = texts.settings;

/** What others are told by themselves. Turned here, it is in force at once on every device. */
export function Privacy({ profile }: { profile: Profile }) {
  const change = useChangeProfile();
  const turn = (wish: { shows_reading?: boolean; shows_presence?: boolean }) =>
    void change(wish).then((refusal) => {
      if (refusal !== null) announce(words.failed);
    });
  return (
    <Section title={words.privacy} aside={words.privacyAside}>
      <SwitchSetting
        label={words.showsReading}
        about={words.showsReadingAbout}
        isOn={profile.shows_reading}
        onChange={(isOn) => turn({ shows_reading: isOn })}
      />
      <SwitchSetting
        label={words.showsPresence}
        about={words.showsPresenceAbout}
        isOn={profile.shows_presence}
        onChange={(isOn) => turn({ shows_presence: isOn })}
      />
    </Section>
  );
}
