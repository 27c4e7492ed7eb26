/**
 * The inside of one function container: a worker thread that loads the bundle once and answers invocations, one
 * at a time, until it is terminated. Module state stays between invocations, as in Lambda's warm containers.
 * Only Date is replaced, by the sandbox's clock; timers and performance.now run on real time.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { shiftDate } from './shifted-date.ts';
import type { FunctionErrorBody, InvokeMessage, WorkerAnswer, WorkerStart } from './worker-messages.ts';

/** File endings in the order in which Lambda's Node runtime tries them. */
const MODULE_ENDINGS = ['.js', '.mjs', '.cjs'];

type Handler = (event: unknown, context: unknown) => unknown;

const start = workerData as WorkerStart;
const port = parentPort as MessagePort;

const offset = new BigInt64Array(start.clockOffset);
globalThis.Date = shiftDate(Date, () => Number(Atomics.load(offset, 0)));

try {
  const handler = await loadHandler(start);
  port.on('message', (message: InvokeMessage) => void invoke(handler, message));
  answer({ kind: 'ready' });
} catch (error) {
  answer({ kind: 'error', error: describeError(error) });
}

async function loadHandler({ taskRoot, handler }: WorkerStart): Promise<Handler> {
  const dot = handler.lastIndexOf('.');
  const [moduleName, exportName] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const file = MODULE_ENDINGS.map((ending) => join(taskRoot, moduleName + ending)).find(existsSync);
  if (file === undefined) {
    throw Object.assign(new Error(`cannot find module '${moduleName}' in ${taskRoot}`), {
      name: 'Runtime.ImportModuleError',
    });
  }
  const module: unknown = file.endsWith('.mjs')
    ? await import(pathToFileURL(file).href)
    : createRequire(file)(file);
  const found = (module as Readonly<Record<string, unknown>>)[exportName];
  if (typeof found !== 'function') {
    throw Object.assign(new Error(`${handler} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  }
  return found as Handler;
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  const { requestId } = message;
  try {
    const result = await handler(JSON.parse(message.event), contextOf(message));
    answer({ kind: 'result', requestId, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    answer({ kind: 'error', requestId, error: describeError(error) });
  }
}

function contextOf(message: InvokeMessage): Readonly<Record<string, unknown>> {
  const deadline = performance.now() + message.timeoutMs;
  return {
    awsRequestId: message.requestId,
    functionName: message.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: message.functionArn,
    memoryLimitInMB: String(message.memoryMb),
    logGroupName: message.logGroup,
    logStreamName: 'sandbox',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - performance.now()),
  };
}

function describeError(error: unknown): FunctionErrorBody {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n').slice(0, 10),
  };
}

function answer(message: WorkerAnswer): void {
  port.postMessage(message);
}
