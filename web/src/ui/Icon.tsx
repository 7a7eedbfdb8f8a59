/** The product's own icons: a 20 px grid, drawn with a 1.5 px stroke. */
const shapes = {
  talk: 'M3 5.5A2.5 2.5 0 0 1 5.5 3h9A2.5 2.5 0 0 1 17 5.5v6a2.5 2.5 0 0 1-2.5 2.5H9l-4 3.2V14A2.2 2.2 0 0 1 3 11.700z',
  compose:
    'M9 4H5.500A2.500 2.500 0 0 0 3 6.500v8A2.500 2.500 0 0 0 5.500 17h8a2.500 2.500 0 0 0 2.500-2.500V11M8 12l.6-2.900 6.700-6.700a1.550 1.550 0 0 1 2.200 2.200l-6.700 6.700z',
  signOut:
    'M8 3H5.500A2.500 2.500 0 0 0 3 5.500v9A2.500 2.500 0 0 0 5.500 17H8M12.500 6.500 16 10l-3.500 3.500M16 10H7.500',
  send: 'M10 16V4.500M5 9.500l5-5 5 5',
  down: 'M10 4v11.500M5 10.500l5 5 5-5',
  back: 'M12.500 4 6.500 10l6 6',
  search:
    'M14 8.750a5.250 5.250 0 1 1-10.500 0 5.250 5.250 0 0 1 10.500 0zM12.700 12.700l4.300 4.300',
  close: 'm5 5 10 10M15 5 5 15',
  check: 'm4.500 10.500 3.700 3.700 7.300-8',
  clock: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM10 6v4.200l2.600 1.600',
  alert: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM10 6.300v4.400M10 13.600v.01',
  offline:
    'M3 3l14 14M6.200 14.500a3.500 3.500 0 0 1-.5-6.900M8.200 5.200A4.500 4.500 0 0 1 14.300 8.500a3 3 0 0 1 2.300 4.500M12.500 14.500H9',
  sun: 'M13.500 10a3.500 3.500 0 1 1-7 0 3.500 3.500 0 0 1 7 0zM10 2.500v1.500M10 16v1.500M2.500 10H4M16 10h1.500M4.700 4.700l1.050 1.050M14.250 14.250l1.050 1.050M15.300 4.700l-1.050 1.050M5.750 14.250 4.700 15.300',
  moon: 'M16.500 11.700A6.800 6.800 0 0 1 8.300 3.500a6.800 6.800 0 1 0 8.200 8.200z',
  screen:
    'M5 3.500h10A2 2 0 0 1 17 5.500v6a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2zM7 16.500h6',
  copy: 'M8.500 7h6A1.500 1.500 0 0 1 16 8.500v7a1.500 1.500 0 0 1-1.500 1.500h-6A1.500 1.500 0 0 1 7 15.500v-7A1.500 1.500 0 0 1 8.500 7zM4.500 13A1.500 1.500 0 0 1 3 11.500v-7A1.500 1.500 0 0 1 4.500 3h6A1.500 1.500 0 0 1 12 4.500',
  person:
    'M13.200 6.700a3.200 3.200 0 1 1-6.400 0 3.200 3.200 0 0 1 6.400 0zM3.800 16.800a6.200 6.200 0 0 1 12.400 0',
} as const;

export type IconName = keyof typeof shapes;

/** Icons that point along the line of reading turn round with it. */
const FLIPS: ReadonlySet<IconName> = new Set(['back', 'signOut']);

export function Icon({ name, isSmall = false }: { name: IconName; isSmall?: boolean }) {
  const classes = ['ic', isSmall && 'ic--16', FLIPS.has(name) && 'ic--flip'];
  return (
    <svg className={classes.filter(Boolean).join(' ')} viewBox="0 0 20 20" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
