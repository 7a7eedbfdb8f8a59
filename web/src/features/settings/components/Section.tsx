import { type ReactNode, useId } from 'react';

/** A part of the settings: its head stands in the margin. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: string;
  children: ReactNode;
}) {
  const head = useId();
  return (
    <section className="marg" aria-labelledby={head}>
      <h2 id={head}>
        {title}
        {aside && <small>{aside}</small>}
      </h2>
      <div>{children}</div>
    </section>
  );
}

/** One line of it: what it is, and at the end what one can do about it. */
export function Setting({
  label,
  about,
  isTall = false,
  children,
}: {
  label: ReactNode;
  about?: ReactNode;
  /** On a phone the control goes below the words. */
  isTall?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className={isTall ? 'set set--stack' : 'set'}>
      <p>
        {label}
        {about && <small>{about}</small>}
      </p>
      {children}
    </div>
  );
}
