import type { ReactNode } from 'react';
import { Comma } from '~/ui/Comma';

export type BlankProps = {
  title: string;
  text?: string;
  detail?: string;
  /** Something failed: an outlined comma, and read out at once. */
  isError?: boolean;
  /** How deep the sentence stands among the page's headings. */
  heading?: 'h1' | 'h2';
  children?: ReactNode;
};

/** A pane without content: the comma, one sentence, what to do next. */
export function Blank({
  title,
  text,
  detail,
  isError = false,
  heading: Heading = 'h2',
  children,
}: BlankProps) {
  return (
    <div className="blank" role={isError ? 'alert' : undefined}>
      <Comma isOutlined={isError} />
      <Heading className="blank__title">{title}</Heading>
      {text && <p>{text}</p>}
      {children && <div className="acts">{children}</div>}
      {detail && <p className="blank__detail">{detail}</p>}
    </div>
  );
}
