import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { GuardMessage } from './guard.ts';

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
const LOOK_MS = 250;

/**
 * Runs a program to its end, with `directory` for its temporary files, and leaves no process of it behind: not when it
 * ends, not when this process is interrupted (then the directory goes too and this process exits with 128 + the
 * signal's number), and not when this process is killed.
 * @returns the program's exit status
 */
export function runGuarded(directory: string, command: readonly string[]): Promise<number> {
  const guard = spawn(
    process.execPath,
    [join(import.meta.dirname, 'guard.ts'), directory, ...command],
    // Outside this process group: what is sent to the group, as by Ctrl-C, does not reach the guard.
    { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  let group: number | undefined;
  guard.on('message', (message: GuardMessage) => {
    group = message.group;
  });
  let interruptedBy: keyof typeof SIGNALS | undefined;
  const interrupt = (signal: NodeJS.Signals): void => {
    interruptedBy ??= signal as keyof typeof SIGNALS;
    if (guard.connected) guard.disconnect();
  };
  for (const signal of Object.keys(SIGNALS)) process.on(signal, interrupt);
  const watch = watchNpm(() => interrupt('SIGTERM'));
  return new Promise((resolve, reject) => {
    guard.on('error', reject);
    guard.on('exit', (code) => {
      for (const signal of Object.keys(SIGNALS)) process.off(signal, interrupt);
      clearInterval(watch);
      if (code === null) killGroup(group);
      if (interruptedBy !== undefined) process.exit(128 + SIGNALS[interruptedBy]);
      resolve(code ?? 1);
    });
  });
}

/** npm starts a shell that starts us, and gives signals to the shell only, which does not pass them on. */
function watchNpm(gone: () => void): NodeJS.Timeout | undefined {
  if (process.env['npm_lifecycle_event'] === undefined) return undefined;
  const { ppid } = process;
  return setInterval(() => {
    if (process.ppid !== ppid) gone();
  }, LOOK_MS);
}

/** Somebody killed the guard: the group is ours to end. */
function killGroup(group: number | undefined): void {
  try {
    if (group !== undefined) process.kill(-group, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
