import {
  type KeyboardEvent,
  lazy,
  Suspense,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { countChars, isBlank } from '~/lib/chars';
import { hintUsed, useHint } from '~/lib/hints';
import { hasFinePointer } from '~/lib/media';
import { texts } from '~/lib/texts';
import { Icon } from '~/ui/Icon';
import { IconButton } from '~/ui/IconButton';
import { KeyHint } from '~/ui/KeyHint';
import { judge } from '../model/body';

const words = texts.composer;
const EmojiPicker = lazy(() => import('~/ui/emoji/EmojiPicker'));
const GROWS_BY_ITSELF = CSS.supports('field-sizing', 'content');

/** What the words in the box are, when they are not simply the next message. */
export type Context =
  | { kind: 'reply'; name: string; text: string }
  | { kind: 'edit'; text: string; hint: string | null };

export type ComposerProps = {
  /** Whose conversation it is; a new one takes the focus, where there is a keyboard. */
  place: string;
  placeholder: string;
  draft: string;
  context: Context | null;
  onDraft(text: string): void;
  /** The box is emptied by whoever keeps the draft. */
  onSend(body: string): void;
  /** Escape, or the cross: the words are the next message again. */
  onLeave(): void;
  /** The arrow key in an empty box. */
  onEditLast(): void;
};

/** One box. Enter sends, Shift+Enter breaks; what is too long is not sent and says why. */
export function Composer(props: ComposerProps) {
  const { place, placeholder, draft, context, onDraft, onSend, onLeave, onEditLast } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const ids = useId();
  const showsKeys = useHint('composer-keys');
  const verdict = judge(countChars(draft), isBlank(draft));

  useFocusOnOpen(field, place);
  useFocusOnContext(field, context?.kind ?? null);
  useGrowth(field, draft);

  const send = () => {
    if (verdict.kind === 'fits') onSend(draft);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && event.shiftKey) hintUsed('composer-keys');
    if (event.key === 'Escape' && context) onLeave();
    if (event.key === 'ArrowUp' && draft === '' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      onEditLast();
    }
    if (!isSendKey(event)) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      className="comp"
      aria-label={words.label}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="comp__in">
        <div className={verdict.kind === 'too-long' ? 'box box--over' : 'box'}>
          {context && <ContextBar context={context} onLeave={onLeave} />}
          <div className="box__row">
            <textarea
              ref={field}
              rows={1}
              dir="auto"
              aria-label={words.message}
              aria-describedby={`${ids}-count`}
              aria-invalid={verdict.kind === 'too-long'}
              placeholder={placeholder}
              value={draft}
              onChange={(event) => onDraft(event.target.value)}
              onKeyDown={onKeyDown}
            />
            <span
              id={`${ids}-count`}
              className={verdict.kind === 'too-long' ? 'count count--over' : 'count'}
            >
              {words.count(verdict.left)}
              <span className="sr"> {words.left}</span>
            </span>
            <EmojiButton
              onPick={(emoji) => {
                const at = field.current?.selectionStart ?? draft.length;
                const end = field.current?.selectionEnd ?? at;
                onDraft(draft.slice(0, at) + emoji + draft.slice(end));
                placeCaret(field, at + emoji.length);
              }}
            />
            <IconButton
              type="submit"
              icon={context?.kind === 'edit' ? 'check' : 'send'}
              label={context?.kind === 'edit' ? words.save : words.send}
              isMain
              disabled={verdict.kind === 'too-long'}
              // The field keeps the focus, and a phone its keyboard.
              onPointerDown={(event) => event.preventDefault()}
            />
          </div>
        </div>
        {verdict.kind === 'too-long' && (
          <p className="hint" role="alert">
            <Icon name="alert" isSmall />
            {words.tooLong(verdict.over)}
          </p>
        )}
        {context?.kind === 'edit' && context.hint && (
          <p className="hint" role="alert">
            <Icon name="alert" isSmall />
            {context.hint}
          </p>
        )}
        {showsKeys && <KeyHint text={words.keys} />}
      </div>
    </form>
  );
}

/** Opens all emoji; they are fetched when somebody asks for them. */
function EmojiButton({ onPick }: { onPick(emoji: string): void }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <IconButton
        icon="smile"
        className="box__emoji"
        label={words.emoji}
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
      />
      {isOpen && (
        <Suspense>
          <EmojiPicker onPick={onPick} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Once the text is drawn and the picker gone, which gives the focus back to its button. */
function placeCaret(field: React.RefObject<HTMLTextAreaElement | null>, at: number): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at, at);
    }),
  );
}

/** Above the words: what they answer, or what they replace. */
function ContextBar({ context, onLeave }: { context: Context; onLeave(): void }) {
  const isReply = context.kind === 'reply';
  return (
    <div className="replybar">
      <p>
        {isReply ? (
          <>
            {texts.message.replyingTo}{' '}
            <b>
              <bdi>{context.name}</bdi>
            </b>
          </>
        ) : (
          <b>{texts.message.editing}</b>
        )}
        <span dir="auto">{context.text}</span>
      </p>
      <IconButton
        icon="close"
        label={isReply ? texts.message.stopReplying : texts.message.stopEditing}
        onClick={onLeave}
      />
    </div>
  );
}

/** Enter alone. Never while an input method composes: there Enter chooses a word. */
function isSendKey(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' || event.shiftKey || event.altKey) return false;
  // 229: Safari ends the composition before it tells of the key that ended it.
  if (event.nativeEvent.isComposing || event.keyCode === 229) return false;
  // A phone's keyboard has no Shift+Enter; there the button sends.
  return event.ctrlKey || event.metaKey || matchMedia('(any-pointer: fine)').matches;
}

function useFocusOnOpen(field: React.RefObject<HTMLTextAreaElement | null>, place: string) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is another opening
  useEffect(() => {
    if (hasFinePointer()) field.current?.focus({ preventScroll: true });
  }, [field, place]);
}

/** Whoever chose to reply or edit wants to write, on a phone too. */
function useFocusOnContext(
  field: React.RefObject<HTMLTextAreaElement | null>,
  kind: Context['kind'] | null,
) {
  useEffect(() => {
    const element = field.current;
    if (kind === null || !element) return;
    element.focus();
    element.setSelectionRange(element.value.length, element.value.length);
  }, [field, kind]);
}

/** For browsers without `field-sizing`: as high as the text; the style sheet sets the limit. */
function useGrowth(field: React.RefObject<HTMLTextAreaElement | null>, text: string) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height
  useLayoutEffect(() => {
    const element = field.current;
    if (GROWS_BY_ITSELF || !element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [field, text]);
}
