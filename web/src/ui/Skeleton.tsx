/** Breathing shapes with the geometry of what is coming. Sizes are in the style sheet. */

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
const LINES = ['a', 'b', 'me-c', 'd', 'me-e', 'f'] as const;

export function InboxSkeleton() {
  return (
    <ul className="sk-rows" aria-hidden="true">
      {ROWS.map((key) => (
        <li key={key} className="row">
          <span className="sk sk--round" />
          <span className="sk-lines">
            <span className="sk sk--name" />
            <span className="sk sk--text" />
          </span>
        </li>
      ))}
    </ul>
  );
}

export function HeaderSkeleton() {
  return (
    <div className="sk-head" aria-hidden="true">
      <span className="sk sk--round" />
      <span className="sk-lines">
        <span className="sk sk--title" />
        <span className="sk sk--sub" />
      </span>
    </div>
  );
}

export function LogSkeleton() {
  return (
    <div className="sk-log" aria-hidden="true">
      {LINES.map((key) => (
        <div key={key} className={key.startsWith('me') ? 'sk-run sk-run--me' : 'sk-run'}>
          <span className="sk sk--face" />
          <span className="sk sk--by" />
          <span className="sk sk--bubble" />
        </div>
      ))}
    </div>
  );
}
