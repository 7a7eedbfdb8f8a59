import { turnOff, turnOn, wish } from '~/features/notifications/api/wish';
import { comes } from '~/features/notifications/model/telling';
import { Section } from '~/features/settings/components/Section';
import { SwitchSetting } from '~/features/settings/components/SwitchSetting';
import { useStore } from '~/lib/store';
import { texts } from '~/lib/texts';

const words = texts.notifications;

/** Whether this device tells of messages while one is elsewhere. */
export function NotificationSection() {
  const now = useStore(wish);
  return (
    <Section title={words.title}>
      <SwitchSetting
        label={words.desktop}
        about={words.about[now.permission]}
        isOn={comes(now)}
        isDisabled={now.permission === 'denied' || now.permission === 'unsupported'}
        onChange={(isOn) => (isOn ? void turnOn() : turnOff())}
      />
    </Section>
  );
}
