import { lazy, Suspense, useEffect, useState } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { type SessionState, useSession } from '~/features/session/api/session';
import { leaveForSignIn, signInPath } from '~/features/session/api/sign_in';
import { onSignedOut } from '~/lib/http';
import { texts } from '~/lib/texts';
import { LandingPage } from '~/pages/landing/LandingPage';
import { NotFoundPage } from '~/pages/not_found/NotFoundPage';
import { Blank } from '~/ui/Blank';
import { Comma } from '~/ui/Comma';
import { useSlow } from '~/ui/useSlow';

// The messenger is fetched while the session is being asked for: one round trip, not two.
const messenger = () => import('~/pages/messenger');
const part = <Name extends keyof Awaited<ReturnType<typeof messenger>>>(name: Name) =>
  lazy(() => messenger().then((module) => ({ default: module[name] })));
const MessengerPage = part('MessengerPage');
const MessengerZones = part('MessengerZones');
const ChoosePage = part('ChoosePage');
const NewPage = part('NewPage');
const ConversationPage = part('ConversationPage');
const SearchPage = part('SearchPage');
const SettingsPage = part('SettingsPage');
if (/^\/(messages|search|settings)/.test(location.pathname)) void messenger();

export function App() {
  const session = useSession();
  return (
    <Suspense>
      <Routes>
        <Route path="/" element={<Front session={session} />} />
        <Route element={<Guarded session={session} />}>
          <Route path="/messages" element={<MessengerZones />}>
            <Route index element={<ChoosePage />} />
            <Route path="new" element={<NewPage />} />
            <Route path="new/:handle" element={<ConversationPage />} />
            <Route path=":groupUuid" element={<ConversationPage />} />
          </Route>
          <Route path="/search" element={<SearchPage />} />
          <Route path="/settings" element={<SettingsPage />} />
        </Route>
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Suspense>
  );
}

/** Signed out: what this is. Signed in: the inbox. */
function Front({ session }: { session: SessionState }) {
  if (session.kind === 'checking') return <Checking />;
  return session.kind === 'signed-in' ? <Navigate to="/messages" replace /> : <LandingPage />;
}

/** The messenger for whoever is signed in; everyone else signs in and comes back to this address. */
function Guarded({ session }: { session: SessionState }) {
  const hasEnded = useSessionEnd(session);
  if (session.kind === 'failed') return <Unreachable retry={session.retry} />;
  if (hasEnded) return <Ended />;
  return session.kind === 'signed-in' ? <MessengerPage me={session.user} /> : <Checking />;
}

/** Leaves for sign-in when there is no session, or no more. True: that was tried and did not help. */
function useSessionEnd(session: SessionState): boolean {
  const [hasEnded, setEnded] = useState(false);
  const isSignedOut = session.kind === 'signed-out';
  useEffect(() => {
    if (isSignedOut && !leaveForSignIn()) setEnded(true);
  }, [isSignedOut]);
  const isSignedIn = session.kind === 'signed-in';
  useEffect(() => {
    if (!isSignedIn) return;
    return onSignedOut(() => {
      if (!leaveForSignIn()) setEnded(true);
    });
  }, [isSignedIn]);
  return hasEnded;
}

/** Most answers are here before this is drawn. */
function Checking() {
  const isSlow = useSlow(true, 600);
  return (
    <main className="whole whole--waiting">
      {isSlow && (
        <p role="status">
          <Comma />
          <span className="sr">{texts.session.checking}</span>
        </p>
      )}
    </main>
  );
}

function Unreachable({ retry }: { retry(): void }) {
  const words = texts.session;
  return (
    <main className="whole">
      <Blank isError heading="h1" title={words.failedTitle} text={words.failedText}>
        <button type="button" className="btn btn--main" onClick={retry}>
          {words.tryAgain}
        </button>
      </Blank>
    </main>
  );
}

function Ended() {
  const words = texts.session;
  const here = location.pathname + location.search + location.hash;
  return (
    <main className="whole">
      <Blank isError heading="h1" title={words.endedTitle} text={words.endedText}>
        <a className="btn btn--main" href={signInPath(here)}>
          {words.signIn}
        </a>
      </Blank>
    </main>
  );
}
