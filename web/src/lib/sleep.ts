/** Waiting that can be cut short. */
export type Sleep = {
  /** Ends after the time, or when somebody wakes all. */
  for(wait_ms: number): Promise<void>;
  wake(): void;
};

export function createSleep(): Sleep {
  const sleepers = new Set<() => void>();
  return {
    for: (wait_ms) =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          sleepers.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, wait_ms);
        sleepers.add(wake);
      }),
    wake: () => {
      for (const wake of [...sleepers]) wake();
    },
  };
}
