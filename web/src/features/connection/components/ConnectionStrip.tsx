import { connection, tryNow } from '~/lib/connection';
import { useStore } from '~/lib/store';
import { texts } from '~/lib/texts';
import { Icon } from '~/ui/Icon';

const words = texts.connection;

/** One strip above everything while there is no line; the log stays usable. */
export function ConnectionStrip() {
  const state = useStore(connection);
  return (
    <div role="status" className="strip">
      {state !== 'online' && (
        <div className="banner">
          <Icon name="offline" />
          <span>{words[state]}</span>
          <button type="button" className="txb" onClick={tryNow}>
            {words.tryNow}
          </button>
        </div>
      )}
    </div>
  );
}
