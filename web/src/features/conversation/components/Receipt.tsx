import { texts } from '~/lib/texts';
import { Monogram } from '~/ui/Monogram';
import { Said } from '~/ui/Said';
import type { Receipt as What } from '../model/receipt';

const words = texts.conversation;
const MOST_MONOGRAMS = 5;

/** What is known of my last message. Its line is there before that is, so that nothing moves. */
export function Receipt({ receipt, isGroup }: { receipt: What; isGroup: boolean }) {
  return (
    <p className="meta" data-receipt={receipt?.kind ?? 'unknown'}>
      {receipt?.kind === 'seen' && (
        <span className="stack">
          {receipt.by.slice(0, MOST_MONOGRAMS).map((member) => (
            <Monogram key={member.uuid} uuid={member.uuid} name={member.display_name} size="xs" />
          ))}
        </span>
      )}
      {receipt && <span>{saying(receipt, isGroup)}</span>}
    </p>
  );
}

function saying(receipt: Exclude<What, null>, isGroup: boolean) {
  if (receipt.kind === 'sent') return words.sent;
  if (receipt.kind === 'delivered') return words.delivered;
  if (!isGroup) return words.seen;
  if (receipt.isEverybody && receipt.by.length > 1) return words.seenByAll;
  return <Said line={words.seenBy(receipt.by.map((member) => member.display_name))} />;
}
