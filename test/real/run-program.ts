import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program that is still running then hangs. */
const PATIENCE_MS = 25 * 60_000;

/** What to run. */
export interface Program {
  /** Its output goes to `<temporary directory>/<name>.log` as it comes. */
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd: string;
  /** Added to this process's environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs a program to its end, and then shows all it printed at once: several may run side by side.
 * @returns its exit status, 1 when it was killed, and what it printed
 */
export function runProgram({ name, command: [command = '', ...args], cwd, environment }: Program) {
  const log = createWriteStream(join(tmpdir(), `${name}.log`));
  return new Promise<{ readonly code: number; readonly output: string }>((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PATIENCE_MS,
    });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        log.write(chunk);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      const output = Buffer.concat(chunks).toString('utf8');
      log.end();
      process.stdout.write(`\n== ${name}\n${output}`);
      resolve({ code: code ?? 1, output });
    });
  });
}
