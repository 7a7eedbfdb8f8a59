import { useEffect, useState } from 'react';

/** A skeleton that flashes is worse than none: most answers are here before this. */
const PATIENCE_MS = 120;

/** True once `isWaiting` has lasted long enough to be worth showing. */
export function useSlow(isWaiting: boolean, patience_ms = PATIENCE_MS): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isWaiting) {
      setSlow(false);
      return;
    }
    const timer = setTimeout(() => setSlow(true), patience_ms);
    return () => clearTimeout(timer);
  }, [isWaiting, patience_ms]);
  return isWaiting && isSlow;
}
