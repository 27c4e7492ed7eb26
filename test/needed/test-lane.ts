import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestRequest, TestRun } from './test-run.ts';

/** A test that hangs without its guard is stopped; that one did not end is told, and is no proof. */
const TIMEOUT_MS = 300_000;
const OUTPUT_CHARACTERS_MAX = 600;

/** A process that runs test files of a tree, one request after the other, each until its first failure. */
export class TestLane {
  readonly #directory: string;
  readonly #workers: number;
  #child: ChildProcess | undefined;
  #output = '';

  /**
   * @param directory a tree of the product; its own vitest runs
   * @param workers how many files run at once
   */
  constructor(directory: string, workers = 1) {
    this.#directory = directory;
    this.#workers = workers;
  }

  /** @param timeoutMs after which the process is stopped; the next run starts another one */
  async run(tests: readonly string[], timeoutMs = TIMEOUT_MS): Promise<TestRun> {
    this.#child ??= this.#start();
    const run = await ask(this.#child, { tests }, timeoutMs);
    if (run !== undefined) return run;
    this.close();
    return { kind: 'broken', output: `no answer, the last output was: ${this.#output}` };
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #start(): ChildProcess {
    const program = join(this.#directory, 'test', 'needed', 'lane.ts');
    const child = fork(program, [String(this.#workers)], {
      cwd: this.#directory,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-OUTPUT_CHARACTERS_MAX);
      });
    }
    return child;
  }
}

/** Undefined when the process ended, or did not answer in time. */
async function ask(
  child: ChildProcess,
  request: TestRequest,
  timeoutMs: number,
): Promise<TestRun | undefined> {
  const ends = new AbortController();
  const { signal } = ends;
  try {
    const answer = once(child, 'message', { signal }).then(([run]) => run as TestRun);
    const nothing = Promise.race([once(child, 'exit', { signal }), wait(timeoutMs, undefined, { signal })]);
    child.send(request);
    return await Promise.race([answer, nothing.then(() => undefined)]);
  } finally {
    ends.abort();
  }
}
