import { connection } from '~/lib/connection';
import { useStore } from '~/lib/store';
import { texts } from '~/lib/texts';
import { Icon } from '~/ui/Icon';
import { useSlow } from '~/ui/useSlow';
import type { UnsentItem } from '../model/timeline';

const words = texts.conversation;
/** Most messages are stored before this; a line that comes and goes would move the log. */
const PATIENCE_MS = 900;

/** What one may do with a message that did not go out. */
export type UnsentActions = {
  retry(messageUuid: string): void;
  discard(messageUuid: string): void;
};

export type UnsentLineProps = {
  item: UnsentItem;
  waitingCount: number;
  actions: UnsentActions;
};

/** What becomes of a message that is not in the log: on its way, waiting, or refused and why. */
export function UnsentLine({ item, waitingCount, actions }: UnsentLineProps) {
  if (item.kind === 'failed') return <FailedLine item={item} actions={actions} />;
  return waitingCount > 0 ? <WaitingLine count={waitingCount} /> : null;
}

function WaitingLine({ count }: { count: number }) {
  const isOnline = useStore(connection) === 'online';
  const isSlow = useSlow(true, PATIENCE_MS);
  if (isOnline && !isSlow) return null;
  return (
    <p className="meta">
      <Icon name="clock" isSmall />
      {isOnline ? words.sending : words.waiting(count)}
    </p>
  );
}

function FailedLine({
  item,
  actions,
}: {
  item: Extract<UnsentItem, { kind: 'failed' }>;
  actions: UnsentActions;
}) {
  return (
    <p className="meta meta--bad" role="status">
      <Icon name="alert" isSmall />
      <span>{words.notSent(texts.refusals[item.reason] ?? texts.refusals.unknown)}</span>
      <button
        type="button"
        className="txb txb--danger"
        onClick={() => actions.retry(item.messageUuid)}
      >
        {words.tryAgain}
      </button>
      <button
        type="button"
        className="txb txb--danger"
        onClick={() => actions.discard(item.messageUuid)}
      >
        {words.delete}
      </button>
    </p>
  );
}
