/** A mouse and, most likely, a keyboard: a field may take the focus without raising one on the screen. */
export function hasFinePointer(): boolean {
  return matchMedia('(hover: hover) and (pointer: fine)').matches;
}
