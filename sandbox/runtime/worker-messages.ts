/** What the runtime and a function's worker thread say to each other. */

/** Given to the worker at its start. */
export interface WorkerStart {
  /** Directory of the bundle: `LAMBDA_TASK_ROOT`. */
  readonly taskRoot: string;
  /** `index.handler`. */
  readonly handler: string;
  /** The sandbox clock's offset. */
  readonly clockOffset: SharedArrayBuffer;
}

/** One invocation, to the worker. */
export interface InvokeMessage {
  readonly requestId: string;
  /** The event, as JSON: a function must not be able to depend on shared objects. */
  readonly event: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly logGroup: string;
}

/** Its end, from the worker. */
export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'error'; readonly requestId?: string; readonly error: FunctionErrorBody };

/** What Lambda answers when a function throws. */
export interface FunctionErrorBody {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}
