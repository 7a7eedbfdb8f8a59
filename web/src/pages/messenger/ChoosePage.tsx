import { useState } from 'react';
import { Link } from 'react-router';
import { copyHandle } from '~/features/account/api/handle';
import { texts } from '~/lib/texts';
import { Blank } from '~/ui/Blank';
import { Icon } from '~/ui/Icon';
import { useMessenger } from './context';
import { usePageTitle } from './usePageTitle';

const words = texts.pane;

/** Beside the list while nothing is open. */
export function ChoosePage() {
  const { inbox, me } = useMessenger();
  const [isCopied, setCopied] = useState(false);
  usePageTitle(null);
  const isFirst = inbox.rows.length === 0;
  return (
    <section className="talk" id="conversation" tabIndex={-1} aria-label={words.label}>
      {inbox.status === 'ready' && (
        <Blank
          title={isFirst ? words.first : words.choose}
          text={isFirst ? words.firstText : words.chooseText}
        >
          <Link className="btn btn--main" to="/messages/new">
            <Icon name="compose" />
            {texts.inbox.write}
          </Link>
          {isFirst && (
            <button
              type="button"
              className="btn"
              onClick={async () => setCopied(await copyHandle(me.handle))}
            >
              {isCopied ? texts.account.copied : texts.account.copyHandle}
            </button>
          )}
        </Blank>
      )}
    </section>
  );
}
