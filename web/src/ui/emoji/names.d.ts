declare module 'virtual:emoji' {
  /** The emoji, what it is called, words it is found by, and its group. */
  const rows: readonly (readonly [emoji: string, label: string, tags: string, group: number])[];
  export default rows;
}
