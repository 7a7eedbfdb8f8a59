const SHAPE =
  'M13 1C6.400 1 1.500 5.900 1.500 12.300c0 6 4.200 10.300 9.700 10.300 1.300 0 2.500-.2 3.500-.6-.9 4-4.200 7.300-9.400 9.300l1.300 3C16.700 31 23.500 23.600 23.500 13.200 23.500 5.900 19.300 1 13 1z';

/** The mark: a pause, not an end. Solid where something may begin, outlined where something failed. */
export function Comma({
  isOutlined = false,
  className,
}: {
  isOutlined?: boolean;
  className?: string;
}) {
  const classes = [className ?? 'comma', isOutlined && 'comma--line'].filter(Boolean).join(' ');
  return (
    <svg className={classes} viewBox="0 0 25 35" aria-hidden="true">
      <path d={SHAPE} fill={isOutlined ? 'none' : 'currentColor'} />
    </svg>
  );
}
