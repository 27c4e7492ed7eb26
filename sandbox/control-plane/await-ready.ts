import type { LoggedProcess } from './logged-process.ts';

const LOOK_MS = 50;
const PATIENCE_MS = 180_000;

/**
 * Waits until a server says that it is ready.
 * @param look true when it is; what it throws counts as not yet
 * @throws Error with the end of the log when the server has exited or takes more than three minutes
 */
export async function awaitReady(process: LoggedProcess, look: () => Promise<boolean>): Promise<void> {
  const started = performance.now();
  for (;;) {
    if (await look().catch(() => false)) return;
    const seconds = (performance.now() - started) / 1000;
    if (process.isRunning() && seconds * 1000 < PATIENCE_MS) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      continue;
    }
    const what = process.isRunning() ? `is not ready after ${seconds.toFixed(0)} s` : 'has exited';
    throw new Error(`${process.name} ${what}; its log is ${process.logPath}:\n${process.logTail()}`);
  }
}
