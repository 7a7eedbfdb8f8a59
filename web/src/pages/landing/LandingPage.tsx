import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { signInPath } from '~/features/session/api/sign_in';
import { texts } from '~/lib/texts';
import { Comma } from '~/ui/Comma';
import { Icon } from '~/ui/Icon';
import { Monogram } from '~/ui/Monogram';

const words = texts.landing;
const AFTER_SIGN_IN = '/messages';

/** What this is, for whoever is not signed in. */
export function LandingPage() {
  useEffect(() => {
    document.title = texts.productTitle;
  }, []);
  // Where the server leads whom the provider sent back empty-handed.
  const hasFailed = new URLSearchParams(useLocation().search).get('sign_in') === 'failed';
  return (
    <div className="front">
      <header className="front__top">
        <a className="wordmark" href="/">
          <Comma className="wordmark__comma" />
          {texts.product}
        </a>
        <a className="btn btn--bare" href={signInPath(AFTER_SIGN_IN)}>
          {words.signIn}
        </a>
      </header>
      <main className="front__body">
        <div className="front__main">
          <div>
            <h1>
              {words.headline}
              <em>{words.comma}</em>
            </h1>
            <p className="lead">{words.lead}</p>
            {hasFailed && (
              <p className="hint" role="alert">
                <Icon name="alert" isSmall />
                {words.failed}
              </p>
            )}
            <p className="acts">
              <a className="btn btn--main" href={signInPath(AFTER_SIGN_IN, 'sign-up')}>
                {words.signUp}
              </a>
              <a className="btn" href={signInPath(AFTER_SIGN_IN)}>
                {words.signIn}
              </a>
            </p>
          </div>
          <Specimen />
        </div>
        <dl className="front__foot">
          {words.points.map(({ head, text }) => (
            <div key={head}>
              <dt>{head}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </main>
    </div>
  );
}

const INES = 'ines'; // gives the monogram its ink

/** A few lines of a conversation with notes in the margin: a picture, drawn with the real parts. */
function Specimen() {
  const said = words.specimen;
  return (
    <div className="spec" role="img" aria-label={words.picture}>
      <div className="spec__page" aria-hidden="true">
        <p className="day">
          <span>{said.day}</span>
        </p>
        <div className="run" data-place="only">
          <Monogram uuid={INES} name={said.name} size="s" />
          <p className="run__head">
            <b>{said.name}</b>
            <time>{said.questionTime}</time>
          </p>
          <div className="slot">
            <div className="b">{said.question}</div>
          </div>
        </div>
        <div className="spec__noted">
          <div className="run run--me" data-place="first">
            <div className="slot">
              <div className="b">{said.answer}</div>
            </div>
          </div>
          <div className="run run--me" data-place="last">
            <div className="slot">
              <div className="b">{said.request}</div>
            </div>
            <p className="meta">{said.state}</p>
          </div>
          <p className="note">{said.noteOnce}</p>
        </div>
        <div className="spec__noted">
          <p className="quiet">
            <span className="aside">{said.quiet}</span>
          </p>
          <p className="note">{said.noteQuiet}</p>
        </div>
        <div className="spec__noted">
          <div className="run" data-place="only">
            <Monogram uuid={INES} name={said.name} size="s" />
            <p className="run__head">
              <b>{said.name}</b>
              <time>{said.replyTime}</time>
            </p>
            <div className="slot">
              <div className="b">{said.reply}</div>
            </div>
          </div>
          <p className="note">{said.noteOrder}</p>
        </div>
      </div>
    </div>
  );
}
