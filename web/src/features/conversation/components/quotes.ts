import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { ConversationLog, LogView } from '../api/log';
import { type Quote, quoteOf } from '../model/quote';
import type { TimelineItem } from '../model/timeline';

/** What each line answers. The same object until it changes, so that lines are not drawn again for nothing. */
export function useQuotes(log: ConversationLog, view: LogView) {
  const { sent } = view.timeline;
  const { quoted } = view;
  const kept = useRef(new Map<number, Quote>());
  const bySeq = useMemo(() => new Map(sent.map((message) => [message.seq, message])), [sent]);
  useEffect(() => {
    if (sent.length > 0) void log.fetchQuotes();
  }, [log, sent]);
  return useCallback(
    (item: TimelineItem): Quote | null => {
      const seq = item.kind === 'sent' ? item.message.reply_to_seq : item.replyToSeq;
      if (seq === null) return null;
      const next = quoteOf(seq, bySeq.get(seq) ?? quoted.get(seq));
      const before = kept.current.get(seq);
      if (before && before.name === next.name && before.text === next.text) return before;
      kept.current.set(seq, next);
      return next;
    },
    [bySeq, quoted],
  );
}
