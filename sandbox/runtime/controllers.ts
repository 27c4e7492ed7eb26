/** A moment, as in a cluster, where the controllers hear of a change after it was made. Milliseconds. */
const DELAY_MS = 100;

/** The controllers that run beside an API server. */
export interface Controllers {
  /** To be told of every change. */
  changed(): void;
  stop(): void;
}

/**
 * Runs `collect`, the garbage collector and namespace controller, shortly after every change: once for changes that
 * come together. It keeps no process alive.
 */
export function startControllers(collect: () => void): Controllers {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  return {
    changed() {
      if (stopped || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        collect();
      }, DELAY_MS).unref();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
