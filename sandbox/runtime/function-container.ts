import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { readNodeOptions } from './node-options.ts';
import type { FunctionErrorBody, InvokeMessage, WorkerAnswer, WorkerStart } from './worker-messages.ts';

/** How one container is started. */
export interface ContainerOptions extends WorkerStart {
  /** The whole environment of the function: nothing of this process's environment is passed on. */
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  /** Called for each line the function prints. */
  readonly onLine: (text: string) => void;
}

/** How one invocation ended. */
export type ContainerResult =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly error: FunctionErrorBody };

/**
 * One execution environment: a worker thread with its own module state. It takes one invocation at a time, and
 * dies when an invocation passes its timeout, when its memory is exhausted, or when its bundle cannot be loaded;
 * a dead container is never used again, so that the next invocation starts cold.
 */
export class FunctionContainer {
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  #alive = true;
  #finish: ((result: ContainerResult) => void) | undefined;
  /** An error that came while no invocation was waiting: the bundle failed to load. */
  #initError: FunctionErrorBody | undefined;

  constructor(options: ContainerOptions) {
    const { taskRoot, handler, clockOffset } = options;
    const workerData: WorkerStart = { taskRoot, handler, clockOffset };
    const { environment, limits } = readNodeOptions(options.environment);
    this.#worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
      workerData,
      env: { ...environment },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb, ...limits },
    });
    this.#worker.on('message', (answer: WorkerAnswer) => this.#receive(answer));
    this.#worker.on('error', (error: unknown) => this.#die(describeCrash(error)));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#die({
          errorType: 'Runtime.ExitError',
          errorMessage: `the runtime exited with status ${code}`,
        });
        resolve();
      });
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) readLines(stream, options.onLine);
  }

  /** False once it died; invoke another container then. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Runs one invocation to its end or its timeout. Never rejects. */
  async invoke(message: InvokeMessage): Promise<ContainerResult> {
    if (this.#initError !== undefined) return { ok: false, error: this.#initError };
    const seconds = (message.timeoutMs / 1000).toFixed(2);
    return await new Promise<ContainerResult>((resolve) => {
      const timer = setTimeout(() => {
        this.#die({
          errorType: 'Sandbox.Timedout',
          errorMessage: `RequestId: ${message.requestId} Error: Task timed out after ${seconds} seconds`,
        });
        void this.close();
      }, message.timeoutMs);
      this.#finish = (result) => {
        clearTimeout(timer);
        this.#finish = undefined;
        resolve(result);
      };
      this.#worker.postMessage(message);
    });
  }

  /** Ends the thread, whatever it is doing. */
  async close(): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
    await this.#exited;
  }

  #receive(answer: WorkerAnswer): void {
    if (answer.kind === 'result') {
      this.#finish?.({ ok: true, payload: answer.payload });
    } else if (answer.kind === 'error') {
      if (answer.requestId === undefined) {
        this.#die(answer.error);
        void this.close();
      } else this.#finish?.({ ok: false, error: answer.error });
    }
  }

  #die(error: FunctionErrorBody): void {
    this.#alive = false;
    this.#initError ??= error;
    this.#finish?.({ ok: false, error });
  }
}

function readLines(stream: Readable, onLine: (text: string) => void): void {
  createInterface({ input: stream }).on('line', onLine);
}

function describeCrash(error: unknown): FunctionErrorBody {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { errorType: name, errorMessage: message };
}
