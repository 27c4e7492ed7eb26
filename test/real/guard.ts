import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

/**
 * Started by guarded-run.ts, outside the process group of whoever asked: runs a program as the leader of a group of its
 * own. When the program has ended, or the process that asked has ended in whatever way, nothing of that group is left.
 * Arguments: the run's directory for temporary files, the program, its arguments. Ends with the program's status.
 */

/** What is sent to the process that asked. */
export interface GuardMessage {
  /** Process group of the program. */
  readonly group: number;
}

/** So long may the program take to stop its servers by itself. */
const TERM_PATIENCE_MS = 10_000;

function main([directory = '', command = '', ...args]: readonly string[]): void {
  const environment = { ...process.env, TMPDIR: directory };
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: environment,
  });
  const group = child.pid;
  const signal = (name: 'SIGTERM' | 'SIGKILL'): void => {
    if (group !== undefined) signalGroup(group, name);
  };
  let stopped = false;
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    signal('SIGTERM');
    setTimeout(() => signal('SIGKILL'), TERM_PATIENCE_MS);
  };
  process.on('disconnect', stop);
  for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(name, stop);
  if (group !== undefined) process.send?.({ group } satisfies GuardMessage, () => undefined);
  const ended = (code: number): void => {
    signal('SIGKILL');
    if (stopped) rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    process.exit(code);
  };
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    ended(1);
  });
  child.on('exit', (code) => ended(code ?? 1));
}

/** A group that has ended is as good as one that was stopped. */
function signalGroup(group: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

main(process.argv.slice(2));
