/** Signals that end a process which does not listen to them, without telling its `exit` listeners. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

const endings = new Set<() => void>();

/**
 * Does something at the end of this process, however it comes short of SIGKILL: the last that was registered first.
 * @param ending must be synchronous
 * @returns takes it back
 */
export function endWithProcess(ending: () => void): () => void {
  if (endings.size === 0) listen();
  endings.add(ending);
  return () => void endings.delete(ending);
}

let listening = false;

function listen(): void {
  if (listening) return;
  listening = true;
  process.on('exit', () => {
    for (const ending of [...endings].reverse()) ending();
  });
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      // Whoever listens as well decides when to go.
      if (process.listenerCount(signal) === 1) process.exit(128 + number);
    });
  }
}
