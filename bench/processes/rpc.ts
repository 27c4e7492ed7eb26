/**
 * Calls between the processes of the bench, over Node's IPC channel. Each measured function and the servers it
 * talks to are processes of their own, so that CPU time and memory of one are not those of the other.
 */

/** What a process offers: arguments and results are JSON. */
export type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The same methods, called from another process. */
export type Remote<M extends Methods> = {
  readonly [K in keyof M]: (...args: Parameters<M[K]>) => Promise<Awaited<ReturnType<M[K]>>>;
};

export interface CallMessage {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

export type AnswerMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };

/** Answers calls of the parent process until it goes away. */
export function serveMethods(methods: Methods): void {
  process.on('message', (message: CallMessage) => void answer(methods, message));
  process.on('disconnect', () => process.exit(0));
}

async function answer(methods: Methods, { id, method, args }: CallMessage): Promise<void> {
  try {
    const called = methods[method];
    if (called === undefined) throw new TypeError(`this process has no method ${method}`);
    process.send?.({ id, result: await called(...(args as never[])) } satisfies AnswerMessage);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.send?.({ id, error: text } satisfies AnswerMessage);
  }
}
