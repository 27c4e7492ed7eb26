import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import type { Invocation } from './context.ts';

/**
 * Invokes a function synchronously, once: a retried invoke would run it twice. Rejects with the function's own
 * error message when it failed.
 */
export async function invokeFunction({ region, functionName, payload }: Invocation): Promise<unknown> {
  const client = new LambdaClient({ region, maxAttempts: 1 });
  try {
    const output = await client.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) }),
    );
    const text = output.Payload === undefined ? '' : Buffer.from(output.Payload).toString('utf8');
    if (output.FunctionError !== undefined)
      throw new Error(`${functionName} failed: ${readErrorMessage(text)}`);
    return JSON.parse(text);
  } catch (error) {
    throw explainRefusal(error, functionName);
  } finally {
    client.destroy();
  }
}

/** A function without concurrency is one that was paused. */
function explainRefusal(error: unknown, functionName: string): unknown {
  if (!(error instanceof TooManyRequestsException)) return error;
  const half = functionName.endsWith('-dns-sync') ? 'dns' : 'secrets';
  return new Error(
    `${functionName} takes no invocation now (${error.message}); when "sluice status" says that it is paused, ` +
      `"sluice resume ${half}" starts it again`,
  );
}

/** Lambda reports `{"errorMessage": ..., "errorType": ...}`. */
function readErrorMessage(text: string): string {
  try {
    const { errorMessage } = JSON.parse(text) as { readonly errorMessage?: string };
    return errorMessage ?? text;
  } catch {
    return text;
  }
}
