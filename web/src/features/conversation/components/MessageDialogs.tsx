import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { texts } from '~/lib/texts';
import { fullTime, type Reader } from '~/lib/time';
import type { Message, Version } from '~/lib/wire';
import { listVersions } from '../api/react';

const words = texts.message;

/** Something to read, and one way out. */
function Reading({
  title,
  children,
  onClose,
}: {
  title: string;
  children: ReactNode;
  onClose(): void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={onClose}>
      <h2 id={id} className="dialog__title">
        {title}
      </h2>
      {children}
      <div className="acts">
        <button type="button" className="btn btn--main" onClick={onClose}>
          {words.close}
        </button>
      </div>
    </dialog>
  );
}

/** Who gave which reaction. */
export function WhoDialog({ message, onClose }: { message: Message; onClose(): void }) {
  return (
    <Reading title={words.whoTitle} onClose={onClose}>
      <ul className="whoses">
        {message.reactions?.given.map(({ emoji, people }) => (
          <li key={emoji} className="whose">
            <b>{emoji}</b>
            <span>
              {people.map((person, index) => (
                <span key={person.user_uuid}>
                  {index > 0 && ', '}
                  <bdi>{person.display_name}</bdi>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Reading>
  );
}

/** What a message said, oldest first. */
export function VersionsDialog({
  groupUuid,
  message,
  reader,
  onClose,
}: {
  groupUuid: string;
  message: Message;
  reader: Reader;
  onClose(): void;
}) {
  const [versions, setVersions] = useState<readonly Version[] | 'failed' | null>(null);
  useEffect(() => {
    let isWanted = true;
    listVersions(groupUuid, message.seq).then(
      (found) => isWanted && setVersions(found),
      () => isWanted && setVersions('failed'),
    );
    return () => {
      isWanted = false;
    };
  }, [groupUuid, message.seq]);
  return (
    <Reading title={words.versionsTitle} onClose={onClose}>
      {versions === 'failed' && <p role="alert">{words.versionsFailed}</p>}
      {Array.isArray(versions) && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
        <ol className="versions" tabIndex={0} aria-label={words.versionsTitle}>
          {versions.map((version, index) => (
            <li key={version.rev}>
              <time dateTime={version.written_at}>
                {index === versions.length - 1 && `${words.versionsNow}, `}
                {fullTime(version.written_at, reader)}
              </time>
              <div dir="auto">{version.message}</div>
            </li>
          ))}
        </ol>
      )}
    </Reading>
  );
}
