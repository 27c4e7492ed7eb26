import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AnswerMessage, CallMessage, Methods, Remote } from './rpc.ts';

export interface ChildOptions {
  /** File that Node runs; it calls `serveMethods`. */
  readonly file: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A started process and its methods. */
export interface Child<M extends Methods> {
  readonly remote: Remote<M>;
  /** Ends the process; resolves once it has exited. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a process. What it prints on standard output is dropped: function logs are not figures. */
export function startChild<M extends Methods>({ file, env = {} }: ChildOptions): Child<M> {
  const child = fork(file, [], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, Waiting>();
  let sent = 0;
  child.on('message', (message: AnswerMessage) => {
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) call?.reject(new Error(message.error));
    else call?.resolve(message.result);
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended with ${code} during a call`));
    waiting.clear();
  });
  const call = (method: string, args: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      sent += 1;
      waiting.set(sent, { resolve, reject });
      child.send({ id: sent, method, args } satisfies CallMessage);
    });
  const remote = new Proxy({} as Remote<M>, {
    get: (_, method) => (typeof method === 'string' ? (...args: unknown[]) => call(method, args) : undefined),
  });
  return {
    remote,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}
