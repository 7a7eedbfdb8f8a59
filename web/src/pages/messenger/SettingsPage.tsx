import { useProfile } from '~/features/settings/api/profile';
import { Privacy } from '~/features/settings/components/Privacy';
import { ProfileSection } from '~/features/settings/components/ProfileSection';
import { Appearance } from '~/features/settings/components/ThemeSetting';
import { texts } from '~/lib/texts';
import { useSlow } from '~/ui/useSlow';
import { NotificationSection } from './NotificationSection';
import { usePageTitle } from './usePageTitle';

const words = texts.settings;

/** What one is called, what others see, how it looks. Each part is a `Section`. */
export function SettingsPage() {
  const profile = useProfile();
  usePageTitle(words.title);
  return (
    <main className="sheet" id="conversation" tabIndex={-1} aria-busy={profile.isPending}>
      <div className="sheet__in">
        <h1 className="sheet__title">{words.title}</h1>
        {profile.data ? (
          <>
            <ProfileSection profile={profile.data} />
            <Privacy profile={profile.data} />
          </>
        ) : (
          <Waiting isError={profile.isError} retry={() => void profile.refetch()} />
        )}
        <NotificationSection />
        <Appearance />
      </div>
    </main>
  );
}

function Waiting({ isError, retry }: { isError: boolean; retry(): void }) {
  const isSlow = useSlow(!isError);
  if (isError)
    return (
      <p className="sheet__wait" role="alert">
        {words.loadFailed}
        <button type="button" className="txb" onClick={retry}>
          {texts.session.tryAgain}
        </button>
      </p>
    );
  return (
    <p className="sheet__wait aside" role="status">
      {isSlow && words.loading}
    </p>
  );
}
