import { createContext, Fragment, type ReactNode, useContext, useMemo } from 'react';
import { type Block, type Handles, type Inline, markup } from '../model/markup';

/** Whose names stand out in this conversation, and which of them is one's own. */
export type Mentionable = { handles: Handles; mine: string };

export const MentionableContext = createContext<Mentionable>({ handles: new Set(), mine: '' });

/** A person's words with their emphasis, code, lists, links and names. Only ever React's own nodes. */
export function Markup({ text, after }: { text: string; after?: ReactNode }) {
  const { handles, mine } = useContext(MentionableContext);
  const blocks = useMemo(() => markup(text, handles), [text, handles]);
  return (
    <>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one text have no other name
        <BlockOf key={index} block={block} mine={mine}>
          {index === blocks.length - 1 && after}
        </BlockOf>
      ))}
    </>
  );
}

function BlockOf({ block, mine, children }: { block: Block; mine: string; children: ReactNode }) {
  switch (block.kind) {
    case 'lines':
      return (
        <div dir="auto">
          <Parts parts={block.parts} mine={mine} />
          {children}
        </div>
      );
    case 'code':
      return (
        <>
          <pre className="code">
            <code>{block.text}</code>
          </pre>
          {children}
        </>
      );
    case 'list': {
      const items = block.items.map((parts, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items of one text have no other name
        <li key={index}>
          <Parts parts={parts} mine={mine} />
        </li>
      ));
      return (
        <div dir="auto">
          {block.start === null ? (
            <ul className="points">{items}</ul>
          ) : (
            <ol className="points" start={block.start}>
              {items}
            </ol>
          )}
          {children}
        </div>
      );
    }
    default:
      return block satisfies never;
  }
}

function Parts({ parts, mine }: { parts: readonly Inline[]; mine: string }) {
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name
    <Fragment key={index}>{partOf(part, mine)}</Fragment>
  ));
}

function partOf(part: Inline, mine: string): ReactNode {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return <code>{part.text}</code>;
    case 'strong':
      return (
        <strong>
          <Parts parts={part.parts} mine={mine} />
        </strong>
      );
    case 'em':
      return (
        <em>
          <Parts parts={part.parts} mine={mine} />
        </em>
      );
    case 'link':
      return (
        <a className="link" href={part.href} target="_blank" rel="noopener noreferrer nofollow">
          {part.text}
        </a>
      );
    case 'mention':
      return (
        <span className={part.handle === mine ? 'mention mention--me' : 'mention'}>
          {part.text}
        </span>
      );
    default:
      return part satisfies never;
  }
}
