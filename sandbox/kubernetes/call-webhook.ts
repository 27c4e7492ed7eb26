import { request } from 'node:https';
import { refuse, type StatusError } from './status-error.ts';
import { readAnswer, type WebhookAnswers, type WebhookCall } from './webhooks.ts';

/** Asks all at once, as the API server does, and adds what each said to `answers`. */
export async function callWebhooks(calls: readonly WebhookCall[], answers: WebhookAnswers): Promise<void> {
  await Promise.all(calls.map(async (call) => void answers.set(call.name, await callWebhook(call))));
}

async function callWebhook(call: WebhookCall): Promise<StatusError | undefined> {
  try {
    const { status, body } = await post(call);
    return readAnswer(call, status, body);
  } catch (error) {
    if (call.failsOpen) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    return refuse.internal(`failed calling webhook "${call.name}": failed to call webhook: ${reason}`);
  }
}

function post({
  url,
  ca,
  timeoutMs,
  review,
}: WebhookCall): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify(review);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const outgoing = request(url, {
      method: 'POST',
      headers,
      signal: AbortSignal.timeout(timeoutMs),
      ...(ca === undefined ? {} : { ca }),
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    outgoing.end(body);
  });
}
