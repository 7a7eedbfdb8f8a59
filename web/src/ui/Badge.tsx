/** How many are unread. Nothing says it by colour alone: the figure is read out with its meaning. */
export function Badge({ figure, meaning }: { figure: string; meaning: string }) {
  return (
    <span className="badge">
      <span aria-hidden="true">{figure}</span>
      <span className="sr">{meaning}</span>
    </span>
  );
}
