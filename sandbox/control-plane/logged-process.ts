import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { endWithProcess } from './end-with-process.ts';

/** A program that runs until it is stopped. */
export interface LoggedProcess {
  readonly name: string;
  /** Where its output goes. */
  readonly logPath: string;
  /** True until it has exited. */
  isRunning(): boolean;
  /** The last lines of its log. */
  logTail(): string;
  /**
   * SIGTERM, and SIGKILL when that did not help; resolves when it has exited. Some servers go on answering for
   * seconds after the signal: only then may its port be used again.
   */
  stop(): Promise<void>;
}

export interface LoggedProcessOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logPath: string;
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A server that has not ended by then is killed. */
const TERM_PATIENCE_MS = 15_000;
const TAIL_LINES = 15;

/**
 * Starts a program with its output in a file. A program that cannot be started shows as one that has exited. However
 * this process ends, short of being killed itself, the program ends too.
 */
export function startProcess(options: LoggedProcessOptions): LoggedProcess {
  const { name, command, args, logPath, cwd, environment = {} } = options;
  const log = openSync(logPath, 'a');
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...environment },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let running = true;
  const takeBack = endWithProcess(() => child.kill('SIGKILL'));
  const exited = new Promise<void>((resolve) => {
    const ended = (): void => {
      running = false;
      takeBack();
      resolve();
    };
    child.on('exit', ended);
    child.on('error', ended);
  });
  return {
    name,
    logPath,
    isRunning: () => running,
    logTail: () => readFileSync(logPath, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n'),
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), TERM_PATIENCE_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
