import { texts } from '~/lib/texts';
import type { Message } from '~/lib/wire';
import type { Quote } from '../model/quote';
import type { TimelineItem } from '../model/timeline';
import { Markup } from './Markup';

const words = texts.conversation;

export type QuoteProps = { quote: Quote; onJump(seq: number): void };

/** What was said, with the line that it answers. */
export function Bubble({
  message,
  gone,
  quote,
  onJump,
  onVersions,
}: {
  message: Message;
  gone: string;
  quote: Quote | null;
  onJump(seq: number): void;
  onVersions(message: Message): void;
}) {
  if (message.message === null || message.deleted_at !== null) {
    return (
      <div className="b b--gone">
        <span className="aside">{gone}</span>
      </div>
    );
  }
  return (
    <div className="b">
      {quote && <QuoteLine quote={quote} onJump={onJump} />}
      <Markup
        text={message.message}
        after={message.edited_at !== null && <Edited onClick={() => onVersions(message)} />}
      />
    </div>
  );
}

export function UnsentBubble({
  item,
  quote,
  onJump,
}: {
  item: Exclude<TimelineItem, { kind: 'sent' }>;
  quote: Quote | null;
  onJump(seq: number): void;
}) {
  return (
    <div className={item.kind === 'failed' ? 'b b--failed' : 'b b--sending'}>
      {quote && <QuoteLine quote={quote} onJump={onJump} />}
      <Markup text={item.body} />
    </div>
  );
}

function Edited({ onClick }: { onClick(): void }) {
  return (
    <>
      {' '}
      <button
        type="button"
        className="edited"
        tabIndex={-1}
        aria-label={texts.message.showVersions}
        onClick={onClick}
      >
        {words.edited}
      </button>
    </>
  );
}

/** One line of the message that is answered; it leads there. It is as high before it is known. */
function QuoteLine({ quote, onJump }: QuoteProps) {
  return (
    <button type="button" className="quote" onClick={() => onJump(quote.seq)}>
      <span className="sr">{words.answers}</span>
      <b>
        <bdi>{quote.name ?? ' '}</bdi>
      </b>
      {quote.text === null ? (
        <span className="aside">{words.quoteGone}</span>
      ) : (
        <span dir="auto">{quote.text === '' ? ' ' : quote.text}</span>
      )}
    </button>
  );
}
