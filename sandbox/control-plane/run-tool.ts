import { spawn } from 'node:child_process';

/** What to start, and what to tell people who do not have it. */
export interface Tool {
  /** `go` */
  readonly command: string;
  readonly args: readonly string[];
  /** How to get the command, as an imperative: `install Go 1.26 or newer`. */
  readonly install: string;
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Exit statuses that are results and not failures. @default [0] */
  readonly accepted?: readonly number[];
}

/** At the end of a failure's message: enough to see why. */
const OUTPUT_TAIL = 4000;

/**
 * Runs a tool to its end and gives its standard output.
 * @throws Error that says what to install when the command is not there, or with the end of its output when it fails
 */
export function runTool(tool: Tool): Promise<string> {
  const { command, args, install, cwd, environment = {}, accepted = [0] } = tool;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: { readonly stdout: Buffer[]; readonly all: Buffer[] } = { stdout: [], all: [] };
    child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => chunks.all.push(chunk));
    }
    child.on('error', (cause: NodeJS.ErrnoException) => {
      const missing = cause.code === 'ENOENT' ? `${command} is not on the PATH: ${install}` : cause.message;
      reject(new Error(missing, { cause }));
    });
    child.on('close', (code) => {
      if (code !== null && accepted.includes(code)) resolve(Buffer.concat(chunks.stdout).toString('utf8'));
      else {
        const tail = Buffer.concat(chunks.all).toString('utf8').slice(-OUTPUT_TAIL);
        reject(new Error(`${command} ${args.join(' ')} ended with status ${code}:\n${tail}`));
      }
    });
  });
}
